#pragma once

#include <sys/epoll.h>

#include <memory>

#include "common/Fd.h"
#include "oneloop/Poller.h"

namespace oneloop {

/// Waits in epoll_wait(2), level-triggered. The kernel keeps what it waits
/// for, and a pointer to each channel, which comes back when it is ready.
///
/// muduo/net/poller/EPollPoller.h.
class EPollPoller final : public Poller {
 public:
  /// Throws std::system_error: no descriptor is left, say.
  explicit EPollPoller(EventLoop* loop);

  Timestamp poll(int timeoutMs, ChannelList* activeChannels) override;
  void updateChannel(Channel* channel) override;
  void removeChannel(Channel* channel) override;

 private:
  bool control(int operation, Channel* channel) noexcept;
  void forget(Channel* channel) noexcept;
  void makeRoom(int events);

  // 64 channels share the price of one call: a longer array saves little more.
  static constexpr int kMostRoom = 64;

  const Fd epoll_;
  std::unique_ptr<epoll_event[]> ready_;
  int room_ = 0;  // events in ready_; doubled when a call has filled it
};

}  // namespace oneloop
