#pragma once

#include <algorithm>
#include <chrono>

namespace oneloop::testing {

using Nanoseconds = std::chrono::duration<double, std::nano>;

/// What one call of `function` takes when nothing interrupts it: the least of
/// many measurements. A busy machine adds to a measurement, and never takes
/// away; so the least is nearly the same under load.
template <typename Function>
Nanoseconds fastest(Function function) {
  constexpr int kMeasurements = 200;
  constexpr int kCalls = 5;  // a measurement: the clock's own cost matters less
  auto least = Nanoseconds::max();
  for (int i = 0; i < kMeasurements; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    for (int call = 0; call < kCalls; ++call) function();
    const Nanoseconds all = std::chrono::steady_clock::now() - begin;
    least = std::min(least, all / kCalls);
  }
  return least;
}

}  // namespace oneloop::testing
