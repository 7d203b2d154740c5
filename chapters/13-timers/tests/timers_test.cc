// runAt, runAfter, runEvery, cancel: timers on a loop.

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <future>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/Fd.h"
#include "common/check.h"
#include "common/testing/descriptors.h"
#include "oneloop/EventLoop.h"
#include "tests/LoopThread.h"

namespace oneloop::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST_CASE("runAfter calls in the loop's thread, not before its time") {
  EventLoop loop;
  const auto start = steady_clock::now();
  steady_clock::time_point called;
  loop.runAfter(0.02, [&] {
    called = steady_clock::now();
    loop.quit();
  });
  loop.loop();
  CHECK(called - start >= milliseconds(20));
}

TEST_CASE("runAt calls at a moment of the wall clock") {
  EventLoop loop;
  const Timestamp moment = addTime(Timestamp::now(), 0.02);
  Timestamp called;
  loop.runAt(moment, [&] {
    called = Timestamp::now();
    loop.quit();
  });
  loop.loop();
  // A microsecond may be lost where two clocks are rounded.
  CHECK(timeDifference(called, moment) > -0.000'002);
}

TEST_CASE("what is due already runs in the first turn") {
  EventLoop loop;
  std::vector<int> order;
  loop.runAt(Timestamp::fromUnixTime(1), [&] { order.push_back(1); });
  loop.runAfter(-5, [&] { order.push_back(2); });
  loop.runAfter(0, [&] {
    order.push_back(3);
    loop.quit();
  });
  loop.loop();
  CHECK(order == std::vector<int>{1, 2, 3});
}

TEST_CASE("runEvery calls again and again, until it is cancelled") {
  EventLoop loop;
  const auto start = steady_clock::now();
  int calls = 0;
  TimerId timer;
  timer = loop.runEvery(0.005, [&] {
    if (++calls < 5) return;
    loop.cancel(timer);
    loop.runAfter(0.02, [&] { loop.quit(); });
  });
  loop.loop();
  CHECK(calls == 5);
  CHECK(steady_clock::now() - start >= milliseconds(45));
}

TEST_CASE("an interval that is not positive is an error, and so is NaN") {
  EventLoop loop;
  CHECK_THROWS_WITH_AS(
      loop.runEvery(0, [] {}),
      "runEvery: an interval of 0 s; it must be at least a nanosecond",
      std::invalid_argument);
  CHECK_THROWS_AS(loop.runEvery(-1, [] {}), std::invalid_argument);
  CHECK_THROWS_AS(loop.runEvery(1e-12, [] {}), std::invalid_argument);
  CHECK_THROWS_AS(loop.runEvery(std::nan(""), [] {}), std::invalid_argument);
  CHECK_THROWS_AS(loop.runAfter(std::nan(""), [] {}), std::invalid_argument);
}

TEST_CASE("an endless delay is as long as a timer can be") {
  EventLoop loop;
  loop.runAfter(std::numeric_limits<double>::infinity(), [] { FAIL("now?"); });
  loop.runAfter(1e300, [] { FAIL("now?"); });
  loop.runAfter(0.001, [&] { loop.quit(); });
  loop.loop();
}

TEST_CASE("a later timer does not delay an earlier one, made after it") {
  EventLoop loop;
  loop.runAfter(3'600, [] { FAIL("too early"); });
  loop.runAfter(0.001, [&] { loop.quit(); });
  loop.loop();
}

// #region threads
TEST_CASE("another thread makes a timer: it is called in the loop's thread") {
  LoopThread thread;
  thread.waitUntilAsleep();
  std::promise<pid_t> called;
  thread.loop().runAfter(0.001, [&] { called.set_value(::gettid()); });
  CHECK(called.get_future().get() == thread.tid());
}

TEST_CASE("another thread cancels a timer") {
  LoopThread thread;
  bool called = false;
  for (int i = 0; i < 100; ++i) {
    const TimerId timer = thread.loop().runAfter(0.05, [&] { called = true; });
    thread.loop().cancel(timer);
  }
  std::promise<void> later;
  thread.loop().runAfter(0.1, [&] { later.set_value(); });
  later.get_future().wait();
  thread.quitAndJoin();
  CHECK_FALSE(called);
}

// The loop has not heard of the timer when it is told to cancel it.
TEST_CASE("the loop cancels a timer that another thread has just made") {
  EventLoop loop;
  TimerId timer;
  std::thread([&] {
    timer = loop.runAfter(0, [] { FAIL("cancelled"); });
  }).join();
  loop.cancel(timer);
  loop.runAfter(0.01, [&] { loop.quit(); });
  loop.loop();
}
// #endregion threads

TEST_CASE("timers live on the monotonic clock: the wall clock may jump") {
  const Fd before(check("dup", ::dup(0)));  // what comes next is above it
  EventLoop loop;
  std::string clock;
  for (int fd = before.get(); fd < before.get() + 8; ++fd) {
    std::ifstream info("/proc/self/fdinfo/" + std::to_string(fd));
    std::string word;
    while (info >> word) {
      if (word == "clockid:") info >> clock;
    }
  }
  CHECK(clock == std::to_string(CLOCK_MONOTONIC));
}

TEST_CASE("a timer that throws leaves the loop and the others running") {
  EventLoop loop;
  loop.runAfter(0, [] { throw std::runtime_error("as a timer may"); });
  loop.runAfter(0, [&] { loop.quit(); });
  CHECK_THROWS_WITH(loop.loop(), "as a timer may");
  loop.loop();
}

TEST_CASE("what a timer holds may use the loop when both end") {
  struct LastWill {
    LastWill(EventLoop& itsLoop, int& itsEnds)
        : loop(itsLoop), ends(itsEnds), other(loop.runAfter(100, [] {})) {}
    ~LastWill() {
      ++ends;
      loop.cancel(other);
      loop.queueInLoop([] {});
      if (ends == 1) loop.runAfter(100, [will = make(loop, ends)] {});
    }
    static std::shared_ptr<LastWill> make(EventLoop& loop, int& ends) {
      return std::make_shared<LastWill>(loop, ends);
    }
    EventLoop& loop;
    int& ends;
    const TimerId other;
  };
  int ends = 0;
  {
    EventLoop loop;
    loop.runAfter(100, [will = LastWill::make(loop, ends)] {});
  }
  CHECK(ends == 2);
}

TEST_CASE("a loop may be destroyed with timers to come") {
  const auto held = std::make_shared<int>(0);
  {
    EventLoop loop;
    loop.runAfter(100, [held] {});
    loop.runEvery(100, [held] {});
    CHECK(held.use_count() == 3);
  }
  CHECK(held.use_count() == 1);
}

}  // namespace
}  // namespace oneloop::testing
