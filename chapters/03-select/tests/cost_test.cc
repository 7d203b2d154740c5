// What a wait in select costs: it grows with the number of descriptors
// watched, though one of them is ready and the others are not.

#include <doctest/doctest.h>
#include <sys/select.h>

#include <chrono>
#include <cstddef>
#include <ctime>

#include "common/check.h"
#include "common/testing/Child.h"
#include "common/testing/descriptors.h"
#include "common/testing/fastest.h"
#include "common/testing/procfs.h"

namespace oneloop::testing {
namespace {

Nanoseconds costOfWatching(std::size_t n) {
  auto events = makeEvents(n);
  makeReadable(events.back());
  fd_set all;
  FD_ZERO(&all);
  for (const Fd& event : events) FD_SET(event.get(), &all);
  return fastest([&] {
    fd_set set = all;
    timeval noWait{};
    ::select(events.back().get() + 1, &set, nullptr, nullptr, &noWait);
  });
}

// The processor time of a whole process so far, to the nanosecond.
std::chrono::nanoseconds cpuTime(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  REQUIRE(::clock_getcpuclockid(pid, &clock) == 0);
  check("clock_gettime", ::clock_gettime(clock, &time));
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::nanoseconds(time.tv_nsec);
}

TEST_CASE("one ready descriptor costs more the more are watched beside it") {
  const Nanoseconds few = costOfWatching(10);
  const Nanoseconds many = costOfWatching(1'000);
  MESSAGE("select with 1 ready of 10: " << few.count() << " ns; of 1000: "
                                        << many.count() << " ns");
  CHECK(many > 5 * few);
}

TEST_CASE("the kernel does not keep polling while select waits") {
  const auto events = makeEvents(100);
  Child waiter([&events] {
    fd_set set;
    FD_ZERO(&set);
    for (const Fd& event : events) FD_SET(event.get(), &set);
    timeval deadline{15, 0};
    return ::select(FD_SETSIZE, &set, nullptr, nullptr, &deadline);
  });
  procfs::waitUntilAsleepIn(waiter.pid(), {"select", "pselect6"});
  const auto used = cpuTime(waiter.pid());
  const auto switches = procfs::voluntarySwitches(waiter.pid());

  // While we scan the same descriptors a thousand times, it does nothing.
  costOfWatching(100);
  CHECK(cpuTime(waiter.pid()) == used);
  CHECK(procfs::voluntarySwitches(waiter.pid()) == switches);

  // It sleeps on the wait queue of each: any one of them wakes it.
  makeReadable(events[50]);
  CHECK(waiter.wait() == ExitStatus{1, 0});
}

}  // namespace
}  // namespace oneloop::testing
