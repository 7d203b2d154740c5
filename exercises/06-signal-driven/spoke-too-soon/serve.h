#pragma once

namespace oneloop {

/// An echo server that waits for signals, for ever. `listener` is non-blocking.
/// Throws std::system_error.
void serve(int listener);

}  // namespace oneloop
