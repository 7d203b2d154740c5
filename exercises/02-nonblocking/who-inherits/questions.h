#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// All answers are "yes" or "no".

/// 1. A listener is non-blocking. Is the socket that accept(2) returns
///    non-blocking?
extern const std::string_view kAccepted;

/// 2. b = dup(a). Then O_NONBLOCK is set on b. Is a non-blocking?
extern const std::string_view kDuplicated;

/// 3. A process forks. Then the child sets O_NONBLOCK on a socket that it
///    inherited. Is the socket non-blocking for the parent?
extern const std::string_view kParents;

/// 4. O_NONBLOCK is set on one end of a socketpair. Is the other end
///    non-blocking?
extern const std::string_view kOtherEnd;

/// 5. After recv(fd, ..., MSG_DONTWAIT): is fd non-blocking?
extern const std::string_view kAfterDontWait;

}  // namespace oneloop
