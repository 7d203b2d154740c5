#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>

#include "common/testing/Call.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "oneloop/EventLoop.h"
#include "tests/ObservedLoop.h"

namespace oneloop::testing {
namespace {

/// Runs the loop in the calling thread, and `other` in a second one, as soon as
/// the loop sleeps. Returns how often the loop has waited when `other` has
/// made it quit.
std::string wakeFromOutside(void (*other)(EventLoop&)) {
  EventLoop loop;
  const pid_t thread = ::gettid();
  std::thread poster([&] {
    procfs::waitUntilAsleepIn(thread, {"epoll_wait", "epoll_pwait"});
    other(loop);
  });
  loop.loop();
  poster.join();
  return std::to_string(loop.iteration());
}

TEST_CASE("a functor of another thread wakes a loop that sleeps") {
  steps::add("thread 1", "has a loop, which sleeps in epoll_wait");
  steps::add("thread 2", "posts a functor that says quit");
  Call call("loop", [] {
    return wakeFromOutside(
        [](EventLoop& loop) { loop.queueInLoop([&] { loop.quit(); }); });
  });
  CHECK(call.result() == "1");
}

TEST_CASE("once it has been woken it sleeps again") {
  steps::add("thread 2", "wakes the loop, which has nothing to do");
  Call call("loop", [] {
    EventLoop loop;
    loop.wakeup();
    loop.loop();
    return "left";
  });
  call.waitUntilAsleepIn("epoll_wait");
}

TEST_CASE("many wake-ups before the loop looks are one") {
  steps::add("program", "wakeup, 1000 times; then quit in a functor");
  ObservedLoop observed;
  for (int i = 0; i < 1'000; ++i) observed.loop.wakeup();
  CHECK(observed.writes() == 1'000);
  observed.loop.queueInLoop([&] { observed.loop.quit(); });
  const Deadline limit("loop");
  observed.loop.loop();
  CHECK(observed.loop.iteration() == 1);
}

TEST_CASE("wakeup keeps errno") {
  EventLoop loop;
  errno = ENOENT;
  loop.wakeup();
  const int errnoAfterwards = errno;
  CHECK(errnoAfterwards == ENOENT);
}

TEST_CASE("a full counter is no error, and errno is kept there, too") {
  steps::add("program", "fills the counter, then wakeup");
  ObservedLoop observed;
  const std::uint64_t full = std::numeric_limits<std::uint64_t>::max() - 1;
  REQUIRE(::write(observed.eventfd(), &full, sizeof full) == sizeof full);
  const Deadline limit("wakeup");
  errno = ENOENT;
  observed.loop.wakeup();
  const int errnoAfterwards = errno;
  CHECK(errnoAfterwards == ENOENT);
  CHECK(observed.writes() == full);
}

}  // namespace
}  // namespace oneloop::testing
