#pragma once

#include "common/CommandLine.h"

namespace oneloop {

/// The server with multishot operations and a ring of buffers. Returns when it
/// is asked to stop.
void serveMultishot(const ServerOptions& options);

}  // namespace oneloop
