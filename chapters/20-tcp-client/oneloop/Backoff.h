#pragma once

#include <algorithm>

namespace oneloop {

// #region class
/// How long to wait before the next attempt: twice as long each time, up to a
/// limit, and a random part of it less. Without that part, all clients that
/// lost one server come back at the same moments.
///
/// Pure logic: it is given its random numbers. Not thread-safe.
class Backoff {
 public:
  /// In seconds; muduo's.
  static constexpr double kInitial = 0.5;
  static constexpr double kLongest = 30;

  explicit Backoff(double initial = kInitial,
                   double longest = kLongest) noexcept
      : initial_(initial), longest_(longest), delay_(initial) {}

  /// The next wait, in seconds: from half of the delay (`random` is 0) up to
  /// all of it (1).
  double next(double random) noexcept {
    const double wait = delay_ / 2 * (1 + random);
    delay_ = std::min(2 * delay_, longest_);
    return wait;
  }

  void reset() noexcept { delay_ = initial_; }

 private:
  double initial_;
  double longest_;
  double delay_;
};
// #endregion class

}  // namespace oneloop
