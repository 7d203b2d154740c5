#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// A timerfd on CLOCK_MONOTONIC, non-blocking. All times are absolute
/// (TFD_TIMER_ABSTIME).
/// 1. It is set to a moment that is over. epoll says that it is
///    "readable" or "not readable"
extern const std::string_view kPast;
/// 2. It is set to 10.5 s ago, and an interval of 1 s. A read brings a number:
///    "1", "10" or "11"
extern const std::string_view kExpirations;
/// 3. It has expired and nobody has read it; then it is set to a moment one
///    hour from now. It is
///    "readable" or "not readable"
extern const std::string_view kSetAgain;
/// 4. It is set to 0 s and 0 ns. It is
///    "readable" or "not readable"
extern const std::string_view kZero;
/// 5. A read before it has expired gives
///    "0", "8" or "EAGAIN"
extern const std::string_view kReadEarly;

/// A TimerQueue with a timer of 10 ms that repeats every 10 ms. The loop was
/// busy: expire() is called for the first time at 57 ms.
/// 6. How often is the timer called then?
///    "1" or "5"
extern const std::string_view kCalls;
/// 7. What is its next deadline, in milliseconds?
///    "60" or "67"
extern const std::string_view kNext;

}  // namespace oneloop
