#pragma once

#include "common/CommandLine.h"

namespace oneloop {

/// The server with multishot operations and a ring of buffers. Returns when it
/// is asked to stop. `show`: prints each operation and each completion.
void serveMultishot(const ServerOptions& options, bool show);

}  // namespace oneloop
