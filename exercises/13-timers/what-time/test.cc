#include <doctest/doctest.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>

#include "common/check.h"
#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/13-timers/what-time/questions.h"
#include "oneloop/TimerQueue.h"

namespace oneloop::testing {
namespace {

using std::chrono::milliseconds;

class Timer {
 public:
  /// To `now` plus that many milliseconds, by CLOCK_MONOTONIC.
  void setFromNow(long ms, long intervalSeconds = 0) {
    timespec now{};
    check("clock_gettime", ::clock_gettime(CLOCK_MONOTONIC, &now));
    const long nanoseconds = now.tv_nsec + ms % 1'000 * 1'000'000;
    const long carry = nanoseconds < 0 ? -1 : nanoseconds / 1'000'000'000;
    set({now.tv_sec + ms / 1'000 + carry, nanoseconds - carry * 1'000'000'000},
        intervalSeconds);
    steps::add("timerfd_settime", std::to_string(ms) + " ms from now");
  }
  void set(timespec value, long intervalSeconds = 0) {
    const itimerspec when{{intervalSeconds, 0}, value};
    check("timerfd_settime",
          ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr));
  }
  std::string state() const {
    const bool readable =
        pollFor(timer_.get(), POLLIN, milliseconds(0)) == POLLIN;
    std::string text = readable ? "readable" : "not readable";
    steps::add("the kernel", "the timerfd is " + text);
    return text;
  }
  std::string read() {
    const std::string result =
        outcome(::read(timer_.get(), &number, sizeof number));
    steps::add("the kernel",
               "read: " + result + ", the number " + std::to_string(number));
    return result;
  }

  std::uint64_t number = 0;  // of the last read

 private:
  const Fd timer_{
      check("timerfd_create", ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK))};
};

TEST_CASE("questions 1 to 5: a timerfd") {
  const Answer past("kPast", kPast, {"readable", "not readable"});
  const Answer number("kExpirations", kExpirations, {"1", "10", "11"});
  const Answer again("kSetAgain", kSetAgain, {"readable", "not readable"});
  const Answer zero("kZero", kZero, {"readable", "not readable"});
  const Answer early("kReadEarly", kReadEarly, {"0", "8", "EAGAIN"});
  Timer timer;
  timer.setFromNow(-1);
  past.compareWith(timer.state());
  // Again, should the machine have slept in between.
  for (timer.number = 12; timer.number == 12; timer.read()) {
    timer.setFromNow(-10'500, 1);
  }
  number.compareWith(std::to_string(timer.number));
  timer.setFromNow(-1);
  timer.setFromNow(3'600'000);
  again.compareWith(timer.state());
  timer.set({0, 0});
  zero.compareWith(timer.state());
  timer.setFromNow(3'600'000);
  early.compareWith(timer.read());
}

TEST_CASE("questions 6 and 7: a queue that is asked late") {
  const Answer calls("kCalls", kCalls, {"1", "5"});
  const Answer next("kNext", kNext, {"60", "67"});
  const TimerQueue::TimePoint start{};
  TimerQueue queue;
  int called = 0;
  queue.insert(TimerId::next(), start + milliseconds(10), milliseconds(10),
               [&] { ++called; });
  queue.expire(start + milliseconds(57));
  steps::add("TimerQueue", "calls the timer, times " + std::to_string(called));
  calls.compareWith(std::to_string(called));
  const auto deadline = queue.nextDeadline().value_or(start) - start;
  next.compareWith(std::to_string(deadline / milliseconds(1)));
}

}  // namespace
}  // namespace oneloop::testing
