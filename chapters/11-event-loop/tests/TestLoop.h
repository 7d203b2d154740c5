#pragma once

#include <sys/eventfd.h>

#include <cstdlib>
#include <functional>
#include <string_view>
#include <type_traits>

#include "common/Fd.h"
#include "common/check.h"
#include "common/testing/waitUntil.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "oneloop/PollPoller.h"

namespace oneloop::testing {

/// An EventLoop with a deadline, for tests of what a loop calls.
class TestLoop {
 public:
  /// On the poller of your choice; else on the default one.
  template <typename AnyPoller>
  static TestLoop on() {
    const char* const before = std::getenv("MUDUO_USE_POLL");
    std::is_same_v<AnyPoller, PollPoller> ? ::setenv("MUDUO_USE_POLL", "1", 1)
                                          : ::unsetenv("MUDUO_USE_POLL");
    return TestLoop(before != nullptr);
  }
  TestLoop() { start(); }

  EventLoop* get() noexcept { return &loop_; }
  bool has(const Channel& channel) const { return loop_.hasChannel(&channel); }

  /// Handles what is ready now, without waiting.
  void turn() {
    always_.enableReading();
    loop_.loop();
    always_.disableReading();
  }

  /// Handles events until `condition` holds. Throws Failure, saying `what`,
  /// if it does not in time.
  void runUntil(std::string_view what, const std::function<bool()>& condition) {
    waitUntil(what, [&] {
      turn();
      return condition();
    });
  }

 private:
  explicit TestLoop(bool pollByDefault) {
    pollByDefault ? ::setenv("MUDUO_USE_POLL", "1", 1)
                  : ::unsetenv("MUDUO_USE_POLL");
    start();
  }

  void start() {
    always_.setReadCallback([this](Timestamp) { loop_.quit(); });
  }

  EventLoop loop_;
  const Fd readable_{check("eventfd", ::eventfd(1, EFD_CLOEXEC))};
  Channel always_{&loop_, readable_.get()};  // ready in every turn; ends it
};

}  // namespace oneloop::testing
