#pragma once

#include <vector>

namespace oneloop {

/// The least of `values` that has `percent` of all values at or below it.
/// Requires at least one value, and a percent from 0 to 100; 0 gives the least.
double percentile(std::vector<double> values, double percent);

}  // namespace oneloop
