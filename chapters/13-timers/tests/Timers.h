#pragma once

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "oneloop/TimerQueue.h"

namespace oneloop::testing {

/// A TimerQueue in milliseconds, whose timers note their numbers.
class Timers {
 public:
  TimerId once(int number, int ms) {
    return insert(ms, 0, [this, number] { calls.push_back(number); });
  }
  TimerId every(int number, int ms, int interval) {
    return insert(ms, interval, [this, number] { calls.push_back(number); });
  }
  TimerId insert(int ms, int interval, TimerQueue::Callback callback) {
    const TimerId id = TimerId::next();
    queue.insert(id, at(ms), Milliseconds(interval), std::move(callback));
    return id;
  }
  void expire(int ms) { queue.expire(at(ms)); }
  std::optional<int> next() {
    const auto deadline = queue.nextDeadline();
    if (!deadline) return std::nullopt;
    return static_cast<int>((*deadline - at(0)) / Milliseconds(1));
  }

  TimerQueue queue;
  std::vector<int> calls;

 private:
  using Milliseconds = std::chrono::milliseconds;

  static TimerQueue::TimePoint at(int ms) {
    return TimerQueue::TimePoint(Milliseconds(ms));
  }
};
using Calls = std::vector<int>;

}  // namespace oneloop::testing
