#pragma once

#include <memory>

namespace oneloop {

/// Waits until one of many descriptors is readable. Does not own them.
class Waiter {
 public:
  virtual ~Waiter() = default;
  virtual void watch(int fd) = 0;
  /// Returns a descriptor that is readable. Throws std::system_error.
  virtual int waitForOne() = 0;
};

std::unique_ptr<Waiter> makeWaiter();

/// The cost of a wait in poll with 1,000 watched, divided by that with 10.
extern const double kGrowthOfPoll;

}  // namespace oneloop
