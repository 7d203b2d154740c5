#pragma once

#include <chrono>

#include "common/Fd.h"
#include "common/SocketAddress.h"

namespace oneloop {

struct ConnectOutcome {
  int error;  // 0: connected; else an errno, ETIMEDOUT if time ran out
  Fd socket;  // non-blocking
};

/// Connects to `server`, and waits no longer than `limit`. Throws
/// std::system_error if there is no socket to be had.
ConnectOutcome connectWithin(const SocketAddress& server,
                             std::chrono::milliseconds limit);

}  // namespace oneloop
