#include "exercises/08-side-by-side/omission/latencies.h"

namespace oneloop {

std::vector<double> latencies(Clock& clock, const Call& call, double interval,
                              int count) {
  std::vector<double> result;
  for (int i = 0; i < count; ++i) {
    const double begin = clock.now();
    call();
    result.push_back(clock.now() - begin);
    clock.sleepUntil(begin + interval);
  }
  return result;
}

}  // namespace oneloop
