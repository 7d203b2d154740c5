#pragma once

#include <string_view>

namespace oneloop {

/// Sends all of `bytes` on a blocking socket; waits while the peer does not
/// read. Goes on after a signal. Returns false if the peer is gone.
bool sendAll(int fd, std::string_view bytes);

}  // namespace oneloop
