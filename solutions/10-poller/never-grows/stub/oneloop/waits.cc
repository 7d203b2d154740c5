#include "exercises/10-poller/never-grows/waits.h"

namespace oneloop {

// 1. Explain what the judge measured.
double predictedWaits(std::size_t ready, std::size_t places) {
  return static_cast<double>(ready + places);
}

// 2. is in EPollPoller.cc.

}  // namespace oneloop
