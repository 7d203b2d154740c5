#pragma once

#include "common/EchoConnection.h"

namespace oneloop {

/// Asks `epoll` to report the client once more: when it can be written, if it
/// waits for that, else when it can be read. It is in the interest list, with
/// its descriptor in data.fd, and was reported. Throws std::system_error.
void rearm(int epoll, const EchoConnection& client);

}  // namespace oneloop
