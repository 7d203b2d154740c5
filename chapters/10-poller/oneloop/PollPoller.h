#pragma once

#include <poll.h>

#include <vector>

#include "oneloop/Poller.h"

namespace oneloop {

/// Waits in poll(2). What it waits for stands in an array that is handed to
/// the kernel with every call.
///
/// A channel's index is its place in the array. muduo/net/poller/PollPoller.h.
class PollPoller final : public Poller {
 public:
  using Poller::Poller;

  Timestamp poll(int timeoutMs, ChannelList* activeChannels) override;
  void updateChannel(Channel* channel) override;
  void removeChannel(Channel* channel) override;

 private:
  std::vector<pollfd> wanted_;
  std::vector<Channel*> channels_;  // channels_[i] is the one of wanted_[i]
};

}  // namespace oneloop
