#pragma once

#include <algorithm>
#include <functional>

namespace oneloop {

/// A fake clock: it moves only when somebody waits.
class Clock {
 public:
  double now() const { return now_; }  // in milliseconds

  /// Waits until then. If that is past already, it does not wait.
  void sleepUntil(double time) { now_ = std::max(now_, time); }

 private:
  double now_ = 0;
};

/// Sends a message and waits for its answer: the clock moves.
using Call = std::function<void()>;

}  // namespace oneloop
