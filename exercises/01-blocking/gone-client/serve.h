#pragma once

namespace oneloop {

/// Serves one client after the other, for ever: sends each line back. Both
/// sockets are blocking. A client that is gone must not end the server.
void serve(int listener);

}  // namespace oneloop
