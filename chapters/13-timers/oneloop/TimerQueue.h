#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "oneloop/TimerId.h"

namespace oneloop {

// #region class
/// What to call, and when. Pure logic: it has no clock and no descriptor; it
/// is told what time it is, so a test decides that.
///
///  1. Timers are called in the order of their deadlines; those of one
///     deadline in the order of their ids.
///  2. A cancelled timer is not called, not even when it is due in the same
///     expire() that cancels it. A timer may cancel itself.
///  3. A repeated timer keeps its rhythm: the deadlines are the first one plus
///     whole intervals, however late it is called. Those that were missed
///     meanwhile are left out.
///
/// Not thread-safe. It is muduo/net/TimerQueue.h without the timerfd.
class TimerQueue {
 public:
  using Clock = std::chrono::steady_clock;
  using TimePoint = Clock::time_point;
  using Duration = Clock::duration;
  using Callback = std::function<void()>;

  /// `id` must be new. An `interval` of 0 means: once.
  void insert(TimerId id, TimePoint deadline, Duration interval,
              Callback callback);

  /// False if there is no such timer (any more). What the callback holds is
  /// destroyed last, and may call any method here.
  bool cancel(TimerId id);
  /// Cancels all.
  void clear();

  /// When expire() has something to do; nothing if there is no timer.
  std::optional<TimePoint> nextDeadline();

  /// Calls the timers whose deadline is not after `now`. A timer that one of
  /// them inserts waits for the next call, so that this one comes to an end.
  /// If a callback throws, the exception goes out; those behind it stay due.
  void expire(TimePoint now);

  std::size_t size() const noexcept { return timers_.size(); }
  // #endregion class

 private:
  struct Timer {
    Duration interval;
    Callback callback;
  };
  struct Entry {
    TimePoint deadline;
    TimerId id;
  };

  void push(Entry entry);
  void pop();
  void dropCancelled();
  void call(Entry entry, TimePoint now);

  // A cancelled timer leaves timers_ at once; its entry stays in heap_ until
  // it comes to the top, or until more than half of the entries are such.
  std::unordered_map<std::int64_t, Timer> timers_;  // by TimerId::sequence
  std::vector<Entry> heap_;                         // the earliest on top
};

}  // namespace oneloop
