#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TimerChannel.h"

namespace oneloop::testing {
namespace {

using std::chrono::milliseconds;
using Clock = TimerQueue::Clock;

TEST_CASE("a timer is called") {
  steps::add("program", "runAfter(0.02, quit)");
  Call call("loop", [] {
    EventLoop loop;
    loop.runAfter(0.02, [&] { loop.quit(); });
    loop.loop();
    return "left";
  });
  CHECK(call.result() == "left");
}

TEST_CASE("it is not called before its time") {
  for (const int ms : {1, 30, 1'010}) {
    steps::add("program", "a timer of " + std::to_string(ms) + " ms");
    Call call("loop", [=] {
      EventLoop loop;
      const auto start = Clock::now();
      loop.runAfter(ms / 1'000.0, [&] { loop.quit(); });
      loop.loop();
      return Clock::now() - start < milliseconds(ms) ? "early" : "in time";
    });
    CHECK(call.result() == "in time");
  }
}

TEST_CASE("the loop does not run while it waits for a timer") {
  steps::add("program", "a timer of 100 ms, and one of an hour");
  Call call("loop", [] {
    EventLoop loop;
    loop.runAfter(3'600, [] {});
    loop.runAfter(0.1, [&] { loop.quit(); });
    loop.loop();
    return loop.iteration() < 5 ? "few turns" : "turns without end";
  });
  CHECK(call.result() == "few turns");
}

TEST_CASE("the second deadline is waited for after the first") {
  Call call("loop", [] {
    EventLoop loop;
    std::string order;
    loop.runAfter(0.04, [&] {
      order += "b";
      loop.quit();
    });
    loop.runAfter(0.02, [&] { order += "a"; });
    loop.loop();
    return order;
  });
  CHECK(call.result() == "ab");
}

TEST_CASE("when no timer is left the loop sleeps for ever") {
  steps::add("program", "a timer of 1 ms, and none after it");
  Call call("loop", [] {
    EventLoop loop;
    loop.runAfter(0.001, [] {});
    loop.loop();
    return "left";
  });
  CHECK_FALSE(call.returnsWithin(milliseconds(50)));
  call.waitUntilAsleepIn("epoll_wait");
  const std::size_t sleeps = procfs::voluntarySwitches(call.pid());
  CHECK_FALSE(call.returnsWithin(milliseconds(100)));
  if (procfs::voluntarySwitches(call.pid()) > sleeps + 2) {
    throw Failure("loop", "wakes again and again, and finds nothing to do");
  }
}

TEST_CASE("a deadline at the very beginning of the clock is due") {
  steps::add("program", "a timer with the deadline 0 of CLOCK_MONOTONIC");
  Call call("loop", [] {
    EventLoop loop;
    TimerChannel timers(&loop);
    timers.insert(TimerId::next(), TimerQueue::TimePoint{}, {},
                  [&] { loop.quit(); });
    loop.loop();
    return "left";
  });
  CHECK(call.result() == "left");
}

}  // namespace
}  // namespace oneloop::testing
