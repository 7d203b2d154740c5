#pragma once

#include "oneloop/Channel.h"

namespace oneloop {

/// What comes stays in the kernel for now. A reset is noticed all the same: the
/// channel's close callback is called. In the loop's thread.
void pauseReading(Channel& channel);

/// Reads again, beginning with what has come meanwhile.
void resumeReading(Channel& channel);

}  // namespace oneloop
