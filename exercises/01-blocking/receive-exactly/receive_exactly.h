#pragma once

#include <cstddef>
#include <span>

namespace oneloop {

/// Fills `buffer` from a blocking socket, and not a byte more. Returns how many
/// bytes it received: buffer.size(), or fewer if the stream has ended.
/// Goes on after a signal. Throws std::system_error if `recv` fails.
std::size_t receiveExactly(int fd, std::span<char> buffer);

}  // namespace oneloop
