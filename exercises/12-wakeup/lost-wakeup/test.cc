#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "oneloop/EventLoop.h"
#include "tests/ObservedLoop.h"

namespace oneloop::testing {
namespace {

void inAnotherThread(const std::function<void()>& body) {
  std::thread(body).join();
}

TEST_CASE("a burst of posts costs one write") {
  ObservedLoop observed;
  inAnotherThread([&] {
    for (int i = 0; i < 100; ++i) observed.loop.queueInLoop([] {});
  });
  CHECK(observed.writes() == 1);
}

TEST_CASE("a functor posted while others run is run") {
  steps::add("a functor", "runs");
  steps::add("thread 2", "posts a functor meanwhile, which says quit");
  steps::add("the functor", "ends; nobody posts any more");
  Call call("loop", [] {
    EventLoop loop;
    loop.queueInLoop([&] {
      inAnotherThread([&] { loop.queueInLoop([&] { loop.quit(); }); });
    });
    loop.loop();
    return std::to_string(loop.iteration());
  });
  CHECK(call.result() == "2");
}

TEST_CASE("what was posted in between costs one write, too") {
  ObservedLoop observed;
  std::uint64_t writes = 0;
  observed.loop.queueInLoop([&] {
    inAnotherThread([&] {
      for (int i = 0; i < 100; ++i) observed.loop.queueInLoop([] {});
    });
    writes = observed.writes();
    observed.loop.quit();
  });
  observed.loop.loop();
  CHECK(writes == 1);
}

TEST_CASE("two threads that post back and forth lose nothing") {
  steps::add("program", "1000 functors, each posted by a thread of its own");
  Call call("loop", [] {
    EventLoop loop;
    int runs = 0;
    std::function<void()> next = [&] {
      if (++runs == 1'000) return loop.quit();
      inAnotherThread([&] { loop.queueInLoop(next); });
    };
    loop.queueInLoop(next);
    loop.loop();
    return std::to_string(runs);
  });
  CHECK(call.result() == "1000");
}

}  // namespace
}  // namespace oneloop::testing
