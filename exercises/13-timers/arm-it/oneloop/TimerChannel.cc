#include "oneloop/TimerChannel.h"

#include <sys/timerfd.h>

#include <chrono>
#include <utility>

#include "common/check.h"
#include "common/log.h"

namespace oneloop {

TimerChannel::TimerChannel(EventLoop* loop)
    : timer_(
          check("timerfd_create",
                ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))),
      channel_(loop, timer_.get()) {
  channel_.setReadCallback([this](Timestamp) { handleExpiration(); });
}

void TimerChannel::insert(TimerId id, TimerQueue::TimePoint deadline,
                          TimerQueue::Duration interval,
                          TimerQueue::Callback callback) {
  channel_.enableReading();  // with the first timer
  queue_.insert(id, deadline, interval, std::move(callback));
  if (deadline < armedFor_) arm();
}

void TimerChannel::handleExpiration() {
  struct ArmAgain {
    TimerChannel& timers;
    ~ArmAgain() { timers.arm(); }  // also when a callback throws
  } const again{*this};
  armedFor_ = TimerQueue::TimePoint::min();  // no need while callbacks run
  queue_.expire(TimerQueue::Clock::now());
}

// timerfd_settime also takes back an expiration that nobody has read, so there
// is no read(2) here.
void TimerChannel::arm() noexcept {
  itimerspec when{};
  armedFor_ = queue_.nextDeadline().value_or(TimerQueue::TimePoint::max());
  // TODO: tell the timerfd when.
  if (::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr) ==
      -1) {
    logErrno("timerfd_settime");
  }
}

}  // namespace oneloop
