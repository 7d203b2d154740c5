#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "common/testing/Steps.h"
#include "tests/Timers.h"

namespace oneloop::testing {
namespace {

/// A timer that runs `action` and then notes what it has captured.
class Attempt {
 public:
  Attempt(int interval, std::function<void(Attempt&)> action) {
    id = timers.insert(10, interval,
                       [this, action, text = std::string(100, 'x')] {
                         action(*this);
                         log += text.at(0);
                       });
  }
  void cancel() {
    steps::add("timer", "cancels itself");
    cancelled = timers.queue.cancel(id);
  }

  Timers timers;
  TimerId id;
  bool cancelled = false;
  std::string log;
};

TEST_CASE("a repeated timer cancels itself and uses what it captured") {
  Attempt attempt(10, &Attempt::cancel);
  attempt.timers.expire(10);
  CHECK(attempt.cancelled);
  CHECK(attempt.log == "x");
  attempt.timers.expire(100);
  CHECK(attempt.log == "x");
}

TEST_CASE("a timer that runs once may cancel itself too") {
  Attempt attempt(0, &Attempt::cancel);
  attempt.timers.expire(10);
  CHECK(attempt.log == "x");
  CHECK(attempt.timers.queue.size() == 0);
  CHECK_FALSE(attempt.timers.next());
}

TEST_CASE("a repeated timer that does not cancel itself is called again") {
  Attempt attempt(10, [](Attempt&) {});
  for (const int ms : {10, 20, 30}) attempt.timers.expire(ms);
  CHECK(attempt.log == "xxx");
}

TEST_CASE("a timer may make a thousand others and the table may grow") {
  steps::add("timer", "makes 1000 timers; the table of timers grows");
  Attempt attempt(10, [](Attempt& self) {
    for (int i = 0; i < 1'000; ++i) self.timers.once(i, 1'000);
  });
  attempt.timers.expire(10);
  attempt.timers.expire(20);
  CHECK(attempt.log == "xx");
  CHECK(attempt.timers.queue.size() == 2'001);
}

TEST_CASE("what a repeated timer counts in its captures goes on") {
  steps::add("timer", "counts its calls in a variable of its own");
  Timers timers;
  int last = 0;
  timers.insert(10, 10, [&last, count = 0]() mutable { last = ++count; });
  for (const int ms : {10, 20, 30}) timers.expire(ms);
  CHECK(last == 3);
}

TEST_CASE("a repeated timer that throws is called again") {
  int calls = 0;
  Attempt attempt(10, [&](Attempt&) {
    if (++calls == 1) throw std::runtime_error("as a timer may");
  });
  CHECK_THROWS_AS(attempt.timers.expire(10), std::runtime_error);
  attempt.timers.expire(20);
  CHECK(calls == 2);
}

TEST_CASE("what a cancelled timer captured is destroyed") {
  const auto held = std::make_shared<int>(0);
  Attempt attempt(10, [held](Attempt& self) { self.cancel(); });
  attempt.timers.expire(10);
  CHECK(held.use_count() == 1);
}

}  // namespace
}  // namespace oneloop::testing
