#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// A connection, with nothing unread. The peer calls shutdown(SHUT_WR).
/// 1. poll(2) for POLLIN reports
///    "IN", "HUP" or "IN HUP"
extern const std::string_view kPeerShutsDown;
/// 2. Now a read of it gives
///    "0", "EAGAIN" or "ECONNRESET"
extern const std::string_view kRead;
/// 3. We send 5 bytes. A recv of the peer gives
///    "5", "0" or "ECONNRESET"
extern const std::string_view kPeerHears;
/// 4. We call shutdown(SHUT_WR), too. poll(2) for POLLIN reports
///    "IN", "HUP" or "IN HUP"
extern const std::string_view kBothShutDown;

/// Another connection. The peer sends 5 bytes, and then it resets.
/// 5. The first read gives
///    "5", "0" or "ECONNRESET"
extern const std::string_view kReadAfterReset;

/// A third one, in epoll with an empty set of events. The peer resets.
/// 6. epoll_wait reports
///    "nothing" or "ERR HUP"
extern const std::string_view kWatchesNothing;

}  // namespace oneloop
