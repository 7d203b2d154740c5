#include <doctest/doctest.h>
#include <fmt/format.h>
#include <malloc.h>

#include <cstddef>
#include <unordered_set>
#include <vector>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/fastest.h"
#include "exercises/13-timers/lazy-cancel/growth.h"
#include "tests/Timers.h"

// There when the program is compiled with sanitizers.
extern "C" __attribute__((weak)) std::size_t
__sanitizer_get_current_allocated_bytes();

namespace oneloop::testing {
namespace {

constexpr int kFew = 10;
constexpr int kMany = 2'000;

std::size_t bytesInUse() {
  if (__sanitizer_get_current_allocated_bytes) {
    return __sanitizer_get_current_allocated_bytes();
  }
  return ::mallinfo2().uordblks;
}

/// A queue in which `others` timers wait.
struct Waiting {
  explicit Waiting(int others) {
    for (int i = 0; i < others; ++i) timers.once(i, 1'000 + i);
  }
  void makeAndCancel() { timers.queue.cancel(timers.once(0, 500)); }

  Timers timers;
};

/// What a cancel costs if it looks at all entries and drops those whose timer
/// is gone: a model, so that the question stays when the answer is built in.
class Sweeping {
 public:
  explicit Sweeping(int others) {
    for (int i = 0; i < others; ++i) add(i);
  }
  void makeAndCancel() {
    add(-1);
    timers_.erase(-1);
    std::erase_if(entries_, [&](int id) { return !timers_.contains(id); });
  }

 private:
  void add(int id) {
    timers_.insert(id);
    entries_.push_back(id);
  }

  std::unordered_set<int> timers_;
  std::vector<int> entries_;
};

template <typename Queue>
double growthOf(const char* what) {
  const Deadline limit("cancel");
  const auto cost = [&](int others) {
    Queue queue(others);
    const auto least = fastest([&] { queue.makeAndCancel(); });
    tellMeasured(
        fmt::format("{}, {} others: a timer is made and cancelled in {:.0f} ns",
                    what, others, least.count()));
    return least;
  };
  const Nanoseconds few = cost(kFew);
  const double growth = cost(kMany) / few;
  tellMeasured(fmt::format("that is {:.1f} times as much", growth));
  return growth;
}

TEST_CASE("the growth of a cancel that sweeps is known") {
  compareNumber("kGrowth", kGrowth, growthOf<Sweeping>("sweeping"), 3);
}

TEST_CASE("what is cancelled is not called") {
  Timers timers;
  const TimerId first = timers.once(1, 10);
  timers.once(2, 20);
  CHECK(timers.queue.cancel(first));
  CHECK_FALSE(timers.queue.cancel(first));
  CHECK(timers.next() == 20);
  timers.expire(30);
  CHECK(timers.calls == Calls{2});
}

TEST_CASE("a cancel does not grow with the number of the others") {
  const double grown = growthOf<Waiting>("your queue");
  if (grown > 4) {
    throw Failure("cancel",
                  fmt::format("{:.0f} times as much; the limit is 4", grown));
  }
}

TEST_CASE("cancelled timers leave no memory behind") {
  Waiting waiting(kFew);
  for (int i = 0; i < 1'000; ++i) waiting.makeAndCancel();
  const std::size_t before = bytesInUse();
  for (int i = 0; i < 100'000; ++i) waiting.makeAndCancel();
  const std::size_t after = bytesInUse();
  const std::size_t more = after > before ? after - before : 0;
  tellMeasured(
      fmt::format("after 100,000 cancels {} bytes more are in use", more));
  if (more > 100'000) {
    throw Failure("cancel", fmt::format("{} bytes are not given back", more));
  }
}

}  // namespace
}  // namespace oneloop::testing
