#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "common/testing/waitUntil.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "oneloop/Poller.h"

namespace oneloop::testing {

/// A loop with a deadline, for tests of what a loop calls. This one waits in
/// a Poller.
class TestLoop final : public EventLoop {
 public:
  /// On the poller of your choice; else on the default one.
  template <typename AnyPoller>
  static TestLoop on() {
    return TestLoop(
        [](EventLoop* loop) { return std::make_unique<AnyPoller>(loop); });
  }
  TestLoop() : TestLoop(Poller::newDefaultPoller) {}

  EventLoop* get() noexcept { return this; }
  bool has(const Channel& channel) const {
    return poller_->hasChannel(&channel);
  }

  /// Handles what is ready now, without waiting.
  void turn() {
    Poller::ChannelList active;
    const Timestamp now = poller_->poll(0, &active);
    for (Channel* channel : active) channel->handleEvent(now);
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
    poller_->updateChannel(channel);
  }
  void removeChannel(Channel* channel) override {
    poller_->removeChannel(channel);
  }

 private:
  using Make = std::function<std::unique_ptr<Poller>(EventLoop*)>;
  explicit TestLoop(const Make& make) : poller_(make(this)) {}

  std::unique_ptr<Poller> poller_;
};

}  // namespace oneloop::testing
