#pragma once

#include <vector>

/// The arithmetic of a comparison. None of it changes its argument.
namespace oneloop::compare {

/// The value below or at which `percent` of all values lie (nearest rank, so
/// always one that was measured). Requires at least one value.
double percentile(std::vector<double> values, double percent);

/// What repetitions say together.
struct Summary {
  double minimum = 0;
  double median = 0;  // of an even number: the mean of the two in the middle
  double maximum = 0;

  /// How far the repetitions lie apart: 0.1 if the largest is 10 % above the
  /// smallest.
  double spread() const;
};

/// Requires at least one value.
Summary summarise(std::vector<double> values);

/// How many times as much `much` is as `little`; 0 if `little` is 0.
double ratio(double much, double little);

}  // namespace oneloop::compare
