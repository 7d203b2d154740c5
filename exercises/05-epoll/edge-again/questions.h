#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// A socket is watched with EPOLLIN | EPOLLET. 5 bytes arrive, and epoll_wait
/// reports them. Nobody reads them.
/// 1. 5 more bytes arrive. What does epoll_wait (timeout 0) return?
///    "0" or "1"
extern const std::string_view kSecondArrival;
/// 2. Nothing happens; epoll_wait is called again. It returns
///    "0" or "1"
extern const std::string_view kNothingNew;
/// 3. EPOLL_CTL_MOD with the same events; then epoll_wait. It returns
///    "0" or "1"
extern const std::string_view kAfterMod;

/// Another socket is watched with EPOLLIN | EPOLLONESHOT; it has been reported
/// once.
/// 4. EPOLL_CTL_ADD, to arm it again. It gives
///    "0" (success), "EEXIST" or "EINVAL"
extern const std::string_view kAddAgain;
/// 5. Instead of that: the peer resets the connection. What does epoll_wait
///    return?
///    "0" or "1"
extern const std::string_view kResetWhileDisarmed;

/// 6. EPOLL_CTL_ADD with a regular file. It gives
///    "0" (success), "EPERM" or "EBADF"
extern const std::string_view kRegularFile;

}  // namespace oneloop
