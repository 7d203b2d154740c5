#include <doctest/doctest.h>
#include <fmt/format.h>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "tests/Timers.h"

namespace oneloop::testing {
namespace {

void expire(Timers& timers, int ms) {
  steps::add("loop", fmt::format("calls expire at {} ms", ms));
  const Deadline limit("expire");
  timers.expire(ms);
}

TEST_CASE("a repeated timer is called again after its interval") {
  Timers timers;
  timers.every(1, 10, 10);
  expire(timers, 10);
  CHECK(timers.next() == 20);
  expire(timers, 20);
  CHECK(timers.calls.size() == 2);
}

TEST_CASE("late calls do not move the deadlines") {
  steps::add("program", "a timer of 10 ms, every 10 ms");
  Timers timers;
  timers.every(1, 10, 10);
  for (int i = 1; i <= 1'000; ++i) {
    const int deadline = timers.next().value_or(-1);
    REQUIRE(deadline == 10 * i);
    expire(timers, 10 * i + 3);
  }
  CHECK(timers.calls.size() == 1'000);
}

TEST_CASE("what was missed is left out") {
  steps::add("program", "a timer of 10 ms, every 10 ms");
  Timers timers;
  timers.every(1, 10, 10);
  expire(timers, 57);
  CHECK(timers.calls.size() == 1);
  const int deadline = timers.next().value_or(-1);
  CHECK(deadline == 60);
}

TEST_CASE("a call late by a whole interval is not followed by one at once") {
  steps::add("program", "a timer of 10 ms, every 10 ms");
  Timers timers;
  timers.every(1, 10, 10);
  expire(timers, 20);
  CHECK(timers.calls.size() == 1);
  const int deadline = timers.next().value_or(-1);
  CHECK(deadline == 30);
}

}  // namespace
}  // namespace oneloop::testing
