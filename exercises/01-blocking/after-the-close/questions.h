#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// All answers are what strace would show: the number a call returns, or the
/// name of its error: "0", "1", "EAGAIN", "EPIPE", "ECONNRESET" or "ENOTCONN".
/// Every send sends 1 byte, with MSG_NOSIGNAL.

/// The peer closes its socket; it had read all that was sent. You call
/// 1. recv
extern const std::string_view kRecvAfterClose;
/// 2. send
extern const std::string_view kFirstSend;
/// 3. and, a moment later, send again
extern const std::string_view kSecondSend;

/// On another connection, the peer sends a RST: it resets. You call
/// 4. recv
extern const std::string_view kRecvAfterReset;
/// 5. recv again
extern const std::string_view kSecondRecvAfterReset;
/// 6. send
extern const std::string_view kSendAfterReset;

}  // namespace oneloop
