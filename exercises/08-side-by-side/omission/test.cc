#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/testing/Steps.h"
#include "exercises/08-side-by-side/omission/latencies.h"

namespace oneloop::testing {
namespace {

constexpr double kService = 0.1;
constexpr double kInterval = 1;
constexpr int kCount = 10'000;

// A server that stops once, for `pause` milliseconds, at its 5,000th message.
struct Run {
  explicit Run(double pause) {
    int served = 0;
    const auto call = [&] {
      const bool pauses = ++served == kCount / 2;
      if (pauses) steps::add("server", fmt::format("stops for {} ms", pause));
      clock.sleepUntil(clock.now() + kService + (pauses ? pause : 0));
    };
    steps::add("client", "has a message due every millisecond");
    took = latencies(clock, call, kInterval, kCount);
  }

  Clock clock;
  std::vector<double> took;
};

std::size_t slow(const std::vector<double>& took) {
  return static_cast<std::size_t>(
      std::ranges::count_if(took, [](double time) { return time > 2; }));
}

TEST_CASE("without a pause every message takes as long as the server needs") {
  const Run run(0);
  REQUIRE(run.took.size() == kCount);
  CHECK(std::ranges::all_of(
      run.took, [](double time) { return time > 0.09 && time < 0.11; }));
}

TEST_CASE("messages are sent when they are due and not before") {
  const Run run(0);
  // The last is due after 9,999 intervals.
  CHECK(run.clock.now() >= (kCount - 1) * kInterval);
  CHECK(run.clock.now() <= (kCount + 1) * kInterval);
}

TEST_CASE("everyone who was due in a pause has waited") {
  const Run run(1'000);
  REQUIRE(run.took.size() == kCount);
  const std::size_t found = slow(run.took);
  // 1,000 were due in the pause. What has piled up is served at 0.1 ms each,
  // while more are due: 1,000 / 0.9 in all.
  if (found < 1'000 || found > 1'200) {
    throw Failure(
        "client",
        fmt::format("reports {} slow ones of {} messages; 1000 were due in the "
                    "pause alone",
                    found, kCount));
  }
}

TEST_CASE("the first of them has waited for the whole pause") {
  const Run run(1'000);
  CHECK(*std::ranges::max_element(run.took) >= 1'000);
  CHECK(*std::ranges::max_element(run.took) <= 1'001);
}

TEST_CASE("the client catches up and is on time again") {
  const Run run(1'000);
  REQUIRE(run.took.size() == kCount);
  CHECK(run.took.back() < 0.11);
}

}  // namespace
}  // namespace oneloop::testing
