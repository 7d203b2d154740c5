#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/Ring.h"

namespace oneloop {

/// Receives at most 4096 bytes from a blocking socket, by operations on `ring`,
/// which has no other in flight. Returns what came, nothing if nothing came
/// within `limit`, an empty string at the end of the stream.
///
/// When it returns, no operation of its is in flight.
std::optional<std::string> receiveWithin(Ring& ring, int fd,
                                         std::chrono::milliseconds limit);

}  // namespace oneloop
