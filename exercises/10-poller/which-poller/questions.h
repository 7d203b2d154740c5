#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// Poller::newDefaultPoller looks at the environment. Which poller does it
/// make? "poll" or "epoll"
/// 1. MUDUO_USE_POLL=0
extern const std::string_view kSetToZero;
/// 2. MUDUO_USE_POLL=   (set to the empty text)
extern const std::string_view kSetToNothing;
/// 3. MUDUO_USE_POLL=1, and the variable is unset afterwards. Which one is it
///    that goes on waiting?
extern const std::string_view kUnsetLater;

/// A channel on a regular file, with callbacks for all events: enableReading,
/// then one wait. Is it "called", is there "nothing", or does enableReading
/// throw: "EPERM" or "EBADF"?
/// 4. on poll
extern const std::string_view kFileOnPoll;
/// 5. on epoll
extern const std::string_view kFileOnEpoll;

/// A channel waits for reading, and somebody closes its descriptor first, which
/// is a mistake. Then one wait. Is the channel "called", or is there "nothing"?
/// 6. on poll
extern const std::string_view kClosedOnPoll;
/// 7. on epoll
extern const std::string_view kClosedOnEpoll;

}  // namespace oneloop
