#pragma once

#include <poll.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

#include "common/check.h"
#include "common/testing/waitUntil.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {

/// A loop with a deadline, for tests of what a loop calls. This one waits in
/// poll(2) itself; a later chapter puts its own loop here.
class TestLoop final : public EventLoop {
 public:
  EventLoop* get() noexcept { return this; }

  /// Handles what is ready now, without waiting.
  void turn() {
    std::vector<pollfd> wanted;
    for (Channel* channel : channels_) {
      wanted.push_back(
          {channel->fd(), static_cast<short>(channel->events()), 0});
    }
    check("poll", ::poll(wanted.data(), wanted.size(), 0));
    const Timestamp now = Timestamp::now();
    for (const pollfd& one : wanted) {
      if (Channel* channel = find(one.fd); channel && one.revents != 0) {
        channel->set_revents(one.revents);
        channel->handleEvent(now);
      }
    }
  }

  /// Handles events until `condition` holds. Throws Failure, saying `what`,
  /// if it does not in time.
  void runUntil(std::string_view what, const std::function<bool()>& condition) {
    waitUntil(what, [&] {
      turn();
      return condition();
    });
  }

  void updateChannel(Channel* channel) override {
    if (find(channel->fd()) == nullptr) channels_.push_back(channel);
  }
  void removeChannel(Channel* channel) override {
    std::erase(channels_, channel);
  }

 private:
  Channel* find(int fd) const {
    const auto it = std::find_if(
        channels_.begin(), channels_.end(),
        [fd](const Channel* channel) { return channel->fd() == fd; });
    return it == channels_.end() ? nullptr : *it;
  }

  std::vector<Channel*> channels_;
};

}  // namespace oneloop::testing
