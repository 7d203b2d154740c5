#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/fastest.h"
#include "exercises/12-wakeup/one-bell/bell.h"
#include "tests/ObservedLoop.h"

namespace oneloop::testing {
namespace {

Nanoseconds costOfWrite() {
  const Fd event = makeEvent();
  const auto cost = fastest([&] { makeReadable(event); });
  tellMeasured(fmt::format("a write to an eventfd: {:.0f} ns", cost.count()));
  return cost;
}

Nanoseconds costOfPost() {
  std::mutex mutex;
  std::vector<std::function<void()>> list;
  list.reserve(10'000);
  const auto cost = fastest([&] {
    const std::lock_guard lock(mutex);
    list.emplace_back([&list] { list.clear(); });
  });
  tellMeasured(fmt::format("a post without a write: {:.0f} ns", cost.count()));
  return cost;
}

// Posts from another thread: how often they write to the eventfd.
void burst(ObservedLoop& observed) {
  constexpr int kPosts = 1'000;
  const std::uint64_t before = observed.writes();
  std::thread([&] {
    for (int i = 0; i < kPosts; ++i) observed.loop.queueInLoop([] {});
  }).join();
  const std::uint64_t writes = observed.writes() - before;
  tellMeasured(
      fmt::format("{} posts of another thread make {} writes", kPosts, writes));
  if (writes == 1) return;
  throw Failure("queueInLoop",
                fmt::format("{} writes; it must be exactly 1", writes));
}

TEST_CASE("what a write costs is known") {
  const Nanoseconds write = costOfWrite();
  compareNumber("kPostsAWrite", kPostsAWrite, write / costOfPost(), 3);
}

TEST_CASE("a burst of 1000 posts makes one write") {
  ObservedLoop observed;
  burst(observed);
}

TEST_CASE("the loop's own thread makes none") {
  ObservedLoop observed;
  observed.loop.queueInLoop([] {});
  CHECK(observed.writes() == 0);
  observed.loop.queueInLoop([&] {
    observed.loop.queueInLoop([&] { observed.loop.quit(); });
    CHECK(observed.writes() == 0);
  });
  const Deadline limit("loop");
  observed.loop.loop();
}

TEST_CASE("the burst after the functors have begun makes one again") {
  ObservedLoop observed;
  observed.loop.queueInLoop([&] {
    burst(observed);
    observed.loop.quit();
  });
  const Deadline limit("loop");
  observed.loop.loop();
}

TEST_CASE("every functor runs, and only once") {
  ObservedLoop observed;
  int runs = 0;
  observed.loop.queueInLoop([&] {
    std::thread([&] {
      for (int i = 0; i < 1'000; ++i)
        observed.loop.queueInLoop([&] { ++runs; });
      observed.loop.queueInLoop([&] { observed.loop.quit(); });
    }).join();
  });
  const Deadline limit("loop");
  observed.loop.loop();
  CHECK(runs == 1'000);
}

}  // namespace
}  // namespace oneloop::testing
