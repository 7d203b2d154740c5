#pragma once

#include "common/Fd.h"
#include "common/SocketAddress.h"

namespace oneloop {

/// socket and connect: a blocking socket, connected to `address`.
/// Waits as long as the kernel tries (minutes). Throws std::system_error
/// naming the address, for example "connect 127.0.0.1:80: Connection refused".
Fd connectTo(const SocketAddress& address);

}  // namespace oneloop
