#include "exercises/08-side-by-side/percentile/percentile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace oneloop {

double percentile(std::vector<double> values, double percent) {
  constexpr double kRoundingError = 1e-9;
  const auto n = static_cast<double>(values.size());
  const double rank =
      std::clamp(std::ceil(percent * n / 100 - kRoundingError), 1.0, n);
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

}  // namespace oneloop
