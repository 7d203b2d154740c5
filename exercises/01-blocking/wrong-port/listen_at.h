#pragma once

#include <cstdint>

#include "common/Fd.h"

namespace oneloop {

/// A blocking TCP socket that listens on 127.0.0.1 at `port`; 0 lets the
/// kernel choose one. Throws std::system_error.
Fd listenAt(std::uint16_t port);

}  // namespace oneloop
