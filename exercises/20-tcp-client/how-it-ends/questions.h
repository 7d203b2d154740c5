#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// 1. A server listens on this machine. connect() on a non-blocking socket
///    gives
///    "0", "EINPROGRESS" or "EAGAIN"
extern const std::string_view kBegins;
/// A second socket, also non-blocking, connects to a port on which nobody
/// listens, and waits a second with poll for POLLOUT.
/// 2. Does POLLOUT show?
///    "yes" or "no"
extern const std::string_view kRefusedIsWritable;
/// 3. getsockopt(SO_ERROR) now brings ECONNREFUSED. What does a second one
///    bring?
///    "0" or "ECONNREFUSED"
extern const std::string_view kAskedAgain;
/// 4. getpeername() on it gives
///    "0", "ENOTCONN" or "ECONNREFUSED"
extern const std::string_view kPeer;
/// 5. A server calls listen(fd, 0) and never accept; one client is connected. A
///    second one begins to connect and waits 200 ms for POLLOUT. It sees
///    "writable", "refused" or "nothing"
extern const std::string_view kQueueIsFull;
/// 6. A blocking socket is bound to a port, and does not listen. Then it
///    connects to its own address. connect() gives
///    "0", "ECONNREFUSED" or "EINVAL"
extern const std::string_view kItself;

}  // namespace oneloop
