#pragma once

#include "common/Fd.h"
#include "oneloop/Channel.h"
#include "oneloop/TimerQueue.h"

namespace oneloop {

/// A loop's timers: a TimerQueue, and the timerfd that is readable when its
/// next deadline has come. So time is one more event source. A cancel does not
/// set the timerfd anew: it may wake the loop once for nothing.
///
/// The timerfd counts on CLOCK_MONOTONIC: setting the wall clock moves nothing.
/// An EventLoop owns it and uses it in its thread only. timerfd_create(2).
class TimerChannel {
 public:
  /// Throws std::system_error if there is no descriptor left.
  explicit TimerChannel(EventLoop* loop);

  /// As those of TimerQueue.
  void insert(TimerId id, TimerQueue::TimePoint deadline,
              TimerQueue::Duration interval, TimerQueue::Callback callback);
  bool cancel(TimerId id) { return queue_.cancel(id); }
  bool empty() const noexcept { return queue_.size() == 0; }
  void clear() { queue_.clear(); }

 private:
  void handleExpiration();
  void arm() noexcept;

  TimerQueue queue_;
  const Fd timer_;
  Channel channel_;
  TimerQueue::TimePoint armedFor_ = TimerQueue::TimePoint::max();
};

}  // namespace oneloop
