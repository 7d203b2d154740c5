#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// The signals are blocked; they wait until the program takes them with
/// sigtimedwait. Five times, a byte arrives at a socket with O_ASYNC and an
/// owner. How many signals does the program take
/// 1. if the socket sends plain SIGIO?
///    "1" or "5"
extern const std::string_view kSigio;
/// 2. if it sends SIGRTMIN + 1 (F_SETSIG)?
///    "1" or "5"
extern const std::string_view kRealTime;

/// 3. A byte has arrived. Then the program asks for signals. How many come?
///    "0" or "1"
extern const std::string_view kBefore;

/// 4. Two signals SIGRTMIN + 1 wait; then somebody sends SIGTERM, which is
///    blocked, too. Which is taken first?
///    "SIGTERM" or "SIGRTMIN + 1"
extern const std::string_view kFirst;

/// 5. The queue of signals is full, and a byte arrives at a socket that sends
///    SIGRTMIN + 1. What does the program get?
///    "nothing", "SIGIO" or "SIGRTMIN + 1"
extern const std::string_view kWhenFull;
/// 6. Does it say which socket it is about (si_code is POLL_IN)?
///    "yes" or "no"
extern const std::string_view kSaysWho;

}  // namespace oneloop
