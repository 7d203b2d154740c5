#include <doctest/doctest.h>
#include <fmt/core.h>
#include <poll.h>

#include <memory>
#include <string>
#include <vector>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/fastest.h"
#include "exercises/05-epoll/what-grows/waiter.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kFew = 10;
constexpr std::size_t kMany = 1'000;

void tell(const std::string& what, std::size_t n, Nanoseconds cost) {
  tellMeasured(
      fmt::format("{} with {} watched, 1 ready: {:.0f} ns "
                  "a wait",
                  what, n, cost.count()));
}

Nanoseconds costOfPoll(std::size_t n) {
  const auto events = makeEvents(n);
  makeReadable(events.back());
  std::vector<pollfd> watched;
  for (const Fd& event : events) watched.push_back({event.get(), POLLIN, 0});
  const auto cost =
      fastest([&] { ::poll(watched.data(), watched.size(), -1); });
  tell("poll", n, cost);
  return cost;
}

Nanoseconds costOfWaiter(std::size_t n) {
  const auto events = makeEvents(n);
  const auto waiter = makeWaiter();
  for (const Fd& event : events) waiter->watch(event.get());
  makeReadable(events.back());
  const Deadline limit("waitForOne");
  CHECK(waiter->waitForOne() == events.back().get());
  const auto cost = fastest([&] { waiter->waitForOne(); });
  tell("your waiter", n, cost);
  return cost;
}

TEST_CASE("the growth of poll is known") {
  const Nanoseconds few = costOfPoll(kFew);
  const double growth = costOfPoll(kMany) / few;
  tellMeasured(fmt::format("that is {:.0f} times as much", growth));
  compareNumber("kGrowthOfPoll", kGrowthOfPoll, growth, 3);
}

TEST_CASE("a waiter finds the one that is ready") {
  const auto events = makeEvents(3);
  const auto waiter = makeWaiter();
  for (const Fd& event : events) waiter->watch(event.get());
  makeReadable(events[1]);
  const Deadline limit("waitForOne");
  CHECK(waiter->waitForOne() == events[1].get());
  CHECK(waiter->waitForOne() == events[1].get());
}

TEST_CASE("a wait does not grow with the number watched") {
  const Nanoseconds few = costOfWaiter(kFew);
  const double growth = costOfWaiter(kMany) / few;
  tellMeasured(fmt::format("that is {:.1f} times as much", growth));
  if (growth > 3) {
    throw Failure("your waiter", fmt::format("{:.0f} times as much; the limit "
                                             "is 3",
                                             growth));
  }
}

}  // namespace
}  // namespace oneloop::testing
