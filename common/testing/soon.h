#pragma once

#include <chrono>
#include <functional>

#include "common/testing/Deadline.h"

namespace oneloop::testing {

/// For judges: looks again and again until `condition` holds, for kPatience at
/// most. Unlike waitUntil it does not throw, so that the judge can say what is
/// there instead.
inline bool soon(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
  }
  return true;
}

}  // namespace oneloop::testing
