#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// 1. Two sockets are in the set of readable ones, and one of them is
///    readable. After select: is the bit of the other one still set?
///    "yes" or "no"
extern const std::string_view kIdleBit;

/// 2. A timeout of 20 ms has passed and nothing was ready. What does the
///    timeval hold now, on Linux?
///    "20 ms" or "0 ms"
extern const std::string_view kTimeout;

/// 3. One socket stands in the set of readable and in the set of writable
///    ones, and it is both. What does select return?
///    "1" or "2"
extern const std::string_view kCount;

/// 4. Descriptor 7, say, is readable and its bit is set; but nfds is 7. What
///    does select return?
///    "0", "1" or "EINVAL"
extern const std::string_view kTooSmall;

/// 5. One descriptor in the set has been closed; another one is readable. What
///    does select return?
///    "0", "1", "2" or "EBADF"
extern const std::string_view kClosed;

}  // namespace oneloop
