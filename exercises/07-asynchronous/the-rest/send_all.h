#pragma once

#include <string_view>

#include "common/Ring.h"

namespace oneloop {

/// Sends all of `bytes` to a blocking socket, by operations on `ring`, which
/// has no other in flight. Returns false if the peer is gone.
bool sendAll(Ring& ring, int fd, std::string_view bytes);

}  // namespace oneloop
