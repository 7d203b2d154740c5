// TimerQueue: pure logic, so the tests say what time it is.

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/Timers.h"

namespace oneloop::testing {
namespace {

TEST_CASE("without timers there is no deadline and nothing to call") {
  Timers timers;
  CHECK_FALSE(timers.next());
  timers.expire(1'000'000);
}

TEST_CASE("timers are called in the order of their deadlines") {
  Timers timers;
  timers.once(3, 30);
  timers.once(1, 10);
  timers.once(2, 20);
  CHECK(timers.next() == 10);
  timers.expire(9);
  CHECK(timers.calls.empty());
  timers.expire(20);
  CHECK(timers.calls == Calls{1, 2});
  CHECK(timers.next() == 30);
  timers.expire(30);
  CHECK(timers.calls == Calls{1, 2, 3});
  CHECK(timers.queue.size() == 0);
}

TEST_CASE("timers of one deadline are called in the order of their making") {
  Timers timers;
  for (int i = 0; i < 10; ++i) timers.once(i, 5);
  timers.expire(5);
  CHECK(timers.calls == Calls{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

// #region cancel
TEST_CASE("a cancelled timer is not called, and nobody waits for it") {
  Timers timers;
  const TimerId first = timers.once(1, 10);
  timers.once(2, 20);
  CHECK(timers.queue.cancel(first));
  CHECK(timers.next() == 20);
  timers.expire(20);
  CHECK(timers.calls == Calls{2});
}

TEST_CASE("to cancel what is gone, or never was, does nothing") {
  Timers timers;
  const TimerId id = timers.once(1, 10);
  timers.expire(10);
  CHECK_FALSE(timers.queue.cancel(id));
  CHECK_FALSE(timers.queue.cancel(TimerId()));
}

TEST_CASE("a callback cancels a sibling due in the same batch: not called") {
  Timers timers;
  TimerId sibling;
  timers.insert(10, 0, [&] { timers.queue.cancel(sibling); });
  sibling = timers.once(2, 10);
  timers.once(3, 10);
  timers.expire(10);
  CHECK(timers.calls == Calls{3});
}

TEST_CASE("a timer cancels itself: a repeated one is called no more") {
  Timers timers;
  TimerId self;
  const auto held = std::make_shared<int>(7);
  self = timers.insert(10, 10, [&, held] {
    CHECK(timers.queue.cancel(self));
    timers.calls.push_back(*held);  // what it captured is still there
  });
  timers.expire(10);
  timers.expire(100);
  CHECK(timers.calls == Calls{7});
  CHECK(held.use_count() == 1);
}

/// What a callback may hold: at its end, it calls something itself.
struct AtTheEnd {
  explicit AtTheEnd(std::function<void()> call) : call_(std::move(call)) {}
  ~AtTheEnd() { call_(); }
  AtTheEnd(const AtTheEnd&) = delete;
  AtTheEnd& operator=(const AtTheEnd&) = delete;

 private:
  std::function<void()> call_;
};

TEST_CASE("what a cancelled callback holds may make and cancel timers") {
  Timers timers;
  const TimerId other = timers.once(1, 10);
  const auto held = [&] {
    return std::make_shared<AtTheEnd>([&] {
      timers.queue.cancel(other);
      timers.once(2, 10);
    });
  };
  const TimerId id = timers.insert(10, 0, [will = held()] {});
  CHECK(timers.queue.cancel(id));
  CHECK(timers.queue.size() == 1);
  timers.expire(10);
  CHECK(timers.calls == Calls{2});
}

TEST_CASE("clear cancels all, and leaves what their ends have made") {
  Timers timers;
  timers.once(1, 10);
  timers.insert(
      10, 0,
      [will = std::make_shared<AtTheEnd>([&] { timers.once(2, 10); })] {});
  timers.queue.clear();
  timers.expire(10);
  CHECK(timers.calls == Calls{2});
  timers.queue.clear();
  CHECK(timers.queue.size() == 0);
  CHECK_FALSE(timers.next());
}

TEST_CASE("the memory of cancelled timers is given back") {
  Timers timers;
  const auto held = std::make_shared<int>(0);
  std::vector<TimerId> ids;
  for (int i = 0; i < 1'000; ++i) {
    ids.push_back(timers.insert(i, 0, [held] {}));
  }
  for (const TimerId id : ids) timers.queue.cancel(id);
  CHECK(held.use_count() == 1);
  CHECK_FALSE(timers.next());
}
// #endregion cancel

// #region rhythm
TEST_CASE("a repeated timer does not drift in 1,000 late calls") {
  Timers timers;
  timers.every(1, 10, 10);
  for (int i = 1; i <= 1'000; ++i) {
    CHECK(timers.next() == 10 * i);
    timers.expire(10 * i + 3);  // always 3 ms late
  }
  CHECK(timers.calls.size() == 1'000);
}

TEST_CASE("periods that were missed are left out, and the rhythm is kept") {
  Timers timers;
  timers.every(1, 10, 10);
  timers.expire(57);
  CHECK(timers.calls == Calls{1});
  CHECK(timers.next() == 60);
}
// #endregion rhythm

TEST_CASE("a timer made by a callback waits for the next turn") {
  Timers timers;
  int generation = 0;
  const std::function<void()> again = [&] {
    ++generation;
    timers.insert(0, 0, again);  // due long ago
  };
  timers.insert(0, 0, again);
  timers.expire(10);
  CHECK(generation == 1);
  CHECK(timers.next() == 0);
  timers.expire(10);
  CHECK(generation == 2);
}

TEST_CASE("a callback that throws leaves the others due") {
  Timers timers;
  timers.insert(10, 0, [] { throw std::runtime_error("as a timer may"); });
  timers.once(2, 10);
  CHECK_THROWS_WITH(timers.expire(10), "as a timer may");
  timers.expire(10);
  CHECK(timers.calls == Calls{2});
}

TEST_CASE("a repeated timer that has thrown is called again") {
  Timers timers;
  int calls = 0;
  timers.insert(10, 10, [&] {
    if (++calls == 1) throw std::runtime_error("once");
  });
  CHECK_THROWS(timers.expire(10));
  timers.expire(20);
  CHECK(calls == 2);
}

}  // namespace
}  // namespace oneloop::testing
