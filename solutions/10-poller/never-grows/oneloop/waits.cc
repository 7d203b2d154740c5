#include "exercises/10-poller/never-grows/waits.h"

namespace oneloop {

// 1. Explain what the judge measured.
double predictedWaits(std::size_t ready, std::size_t places) {
  const std::size_t calls = (ready + places - 1) / places;
  return static_cast<double>(calls);
}

}  // namespace oneloop
