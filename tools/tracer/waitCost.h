#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace oneloop::tracer {

/// One call of select, poll or epoll_wait with so many descriptors.
struct WaitCost {
  std::string call;
  std::size_t watched = 0;
  std::size_t ready = 0;
  double microseconds = 0;        // the least of many measurements
  std::size_t bytesToKernel = 0;  // read by the kernel in each call
};

/// One measurement of each call: with so many eventfds, so many of them
/// readable. select is left out where a descriptor is too high for it.
/// Throws std::system_error, for example if there are too few descriptors.
std::vector<WaitCost> measureWaits(std::size_t watched, std::size_t ready);

/// The pairs of numbers watched and ready that the book shows.
std::vector<std::pair<std::size_t, std::size_t>> waitCostPlan();

/// The costs with the machine they were measured on: book/data/wait-cost.json.
std::string waitCostsToJson(const std::vector<WaitCost>& costs);

}  // namespace oneloop::tracer
