#include "exercises/08-side-by-side/omission/latencies.h"

namespace oneloop {

std::vector<double> latencies(Clock& clock, const Call& call, double interval,
                              int count) {
  std::vector<double> result;
  const double begin = clock.now();
  for (int i = 0; i < count; ++i) {
    const double due = begin + i * interval;
    clock.sleepUntil(due);
    call();
    result.push_back(clock.now() - due);
  }
  return result;
}

}  // namespace oneloop
