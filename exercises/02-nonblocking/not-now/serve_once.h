#pragma once

namespace oneloop {

enum class Verdict { kStays, kGone };

/// One turn for one client of an echo server: sends back what has arrived, if
/// anything has. `client` is non-blocking, and takes short answers at once.
/// kGone: it has finished, or the connection is broken; the caller closes it.
Verdict serveOnce(int client);

}  // namespace oneloop
