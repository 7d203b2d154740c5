#include "exercises/08-side-by-side/percentile/percentile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace oneloop {

// TODO: this is the mean, whatever `percent` is.
double percentile(std::vector<double> values, double percent) {
  static_cast<void>(percent);
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(values.size());
}

}  // namespace oneloop
