#include "tools/compare/Statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

namespace oneloop::compare {
namespace {

void requireValues(const std::vector<double>& values) {
  if (values.empty()) throw std::invalid_argument("no values");
}

}  // namespace

double percentile(std::vector<double> values, double percent) {
  requireValues(values);
  const auto n = static_cast<double>(values.size());
  // 99.9 % of 1,000 is the 999th, though binary fractions make it a bit more.
  constexpr double kRoundingError = 1e-9;
  const double rank =
      std::clamp(std::ceil(percent * n / 100 - kRoundingError), 1.0, n);
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::ranges::nth_element(values, nth);
  return *nth;
}

double Summary::spread() const {
  return minimum == 0 ? 0 : maximum / minimum - 1;
}

Summary summarise(std::vector<double> values) {
  requireValues(values);
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  const double median = values.size() % 2 == 1
                            ? values[middle]
                            : (values[middle - 1] + values[middle]) / 2;
  return {values.front(), median, values.back()};
}

double ratio(double much, double little) {
  return little == 0 ? 0 : much / little;
}

}  // namespace oneloop::compare
