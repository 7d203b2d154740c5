#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// The server has called listen(fd, 2), and never calls accept. Four clients
/// connect, one after the other.
/// 1. How many of them see their connect succeed?
///    "1", "2", "3" or "4"
extern const std::string_view kAdmitted;

/// 2. What happens to the connect of the next one?
///    "it fails" (ECONNREFUSED), "it hangs", "it succeeds"
extern const std::string_view kNextClient;

/// 3. A client in the queue sends 5 bytes, before accept. What does its send
///    return?
///    "5", "0", "ENOTCONN", "EAGAIN"
extern const std::string_view kSendBeforeAccept;

/// 4. A client in the queue resets its connection. Now the server calls accept.
///    "a socket", "ECONNABORTED", "ECONNRESET", "it waits"
extern const std::string_view kAcceptAfterReset;

}  // namespace oneloop
