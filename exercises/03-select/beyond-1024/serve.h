#pragma once

namespace oneloop {

/// An echo server that waits in select, for ever. `listener` is non-blocking.
/// Refuses clients whose descriptor select cannot watch.
/// Throws std::system_error.
void serve(int listener);

}  // namespace oneloop
