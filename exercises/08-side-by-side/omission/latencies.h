#pragma once

#include <vector>

#include "exercises/08-side-by-side/omission/clock.h"

namespace oneloop {

/// Makes `count` calls, due every `interval` milliseconds, the first one now.
/// Returns how long each message took, in milliseconds, in their order.
std::vector<double> latencies(Clock& clock, const Call& call, double interval,
                              int count);

}  // namespace oneloop
