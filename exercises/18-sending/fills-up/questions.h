#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// A non-blocking connection over TCP, whose peer does not read.
/// 1. One send of 50 MB takes
///    "all of it", "a part" or "EAGAIN"
extern const std::string_view kFirst;
/// 2. We go on until the kernel takes no more. poll(2) for POLLOUT reports
///    "OUT" or "nothing"
extern const std::string_view kFull;
/// 3. The peer reads 1 byte. poll(2) for POLLOUT reports, soon after,
///    "OUT" or "nothing"
extern const std::string_view kOneByteRead;
/// 4. The peer reads all that is there. poll(2) for POLLOUT reports
///    "OUT" or "nothing"
extern const std::string_view kAllRead;

/// Three connections, each filled with bytes that the peer has not read. We
/// leave; only then does the peer read, until the end or an error. How many of
/// our bytes does it get: "all" or "fewer"?
/// 5. We call shutdown(SHUT_WR).
extern const std::string_view kShutdown;
/// 6. We call close.
extern const std::string_view kClose;
/// 7. The peer has sent us 1 byte, which we have not read. We call close.
extern const std::string_view kCloseUnread;

}  // namespace oneloop
