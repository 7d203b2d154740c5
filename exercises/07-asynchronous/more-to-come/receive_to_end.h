#pragma once

#include <string>

#include "common/BufferRing.h"
#include "common/Ring.h"

namespace oneloop {

/// Receives from a blocking socket until its stream ends or breaks, with a
/// multishot recv into `buffers`, which have been lent to `ring`. Returns all
/// that came. When it returns, all buffers are the ring's again.
std::string receiveToEnd(Ring& ring, BufferRing& buffers, int fd);

}  // namespace oneloop
