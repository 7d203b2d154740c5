#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <string>

#include "common/testing/Steps.h"
#include "tests/Timers.h"

namespace oneloop::testing {
namespace {

// The numbers of those that were called.
std::string called(const Timers& timers) {
  return fmt::format("{}", fmt::join(timers.calls, ", "));
}

/// Three timers of one deadline; the first cancels the second when it runs.
class Siblings {
 public:
  explicit Siblings(int intervalOfSecond) {
    timers.insert(10, 0, [this] {
      steps::add("timer 1", "cancels timer 2");
      timers.queue.cancel(second_);
    });
    second_ = timers.every(2, 10, intervalOfSecond);
    timers.once(3, 10);
    steps::add("program", "timers 1, 2 and 3 are due at 10 ms");
  }

  Timers timers;

 private:
  TimerId second_;
};

TEST_CASE("timers are called in the order of their deadlines") {
  Timers timers;
  timers.once(2, 20);
  timers.once(1, 10);
  timers.every(3, 30, 100);
  timers.expire(30);
  CHECK(called(timers) == "1, 2, 3");
}

TEST_CASE("a callback cancels a sibling that is due as well") {
  Siblings siblings(0);
  siblings.timers.expire(10);
  CHECK(called(siblings.timers) == "3");
}

TEST_CASE("it may cancel a repeated one too") {
  Siblings siblings(10);
  siblings.timers.expire(10);
  CHECK(called(siblings.timers) == "3");
  siblings.timers.expire(100);
  CHECK(called(siblings.timers) == "3");
}

TEST_CASE("a sibling that was called already may be cancelled") {
  Timers timers;
  const TimerId first = timers.every(1, 10, 10);
  timers.insert(10, 0, [&] { timers.queue.cancel(first); });
  timers.expire(10);
  CHECK(called(timers) == "1");
  timers.expire(20);
  CHECK(called(timers) == "1");
}

TEST_CASE("a timer that a callback makes waits for the next turn") {
  steps::add("timer 1", "makes timer 2, which is due at once");
  Timers timers;
  timers.insert(10, 0, [&] { timers.once(2, 0); });
  timers.expire(10);
  CHECK(called(timers) == "");
  timers.expire(10);
  CHECK(called(timers) == "2");
}

TEST_CASE("a callback that throws leaves the others due") {
  steps::add("timer 1", "throws; timers 2 and 3 are due as well");
  Timers timers;
  timers.insert(10, 0, [] { throw std::runtime_error("as a timer may"); });
  timers.once(2, 10);
  timers.every(3, 10, 100);
  CHECK_THROWS_AS(timers.expire(10), std::runtime_error);
  timers.expire(10);
  CHECK(called(timers) == "2, 3");
}

TEST_CASE("a repeated timer is called once in a batch") {
  Timers timers;
  timers.every(1, 10, 10);
  timers.once(2, 15);
  timers.expire(45);
  CHECK(called(timers) == "1, 2");
  CHECK(timers.next() == 50);
}

}  // namespace
}  // namespace oneloop::testing
