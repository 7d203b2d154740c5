#pragma once

#include <cstddef>

namespace oneloop {

/// How many waits it takes until `ready` channels have been reported, when the
/// array for the answers holds `places` and keeps its size.
double predictedWaits(std::size_t ready, std::size_t places);

}  // namespace oneloop
