#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/compare/Results.h"

namespace oneloop::compare {

/// One number of a row, for tables and charts.
struct Metric {
  std::string key;    // as in results.json: "systemCalls"
  std::string title;  // "system calls a message"
  int decimals = 0;
  bool brief = false;  // shown without --details, too
  std::function<std::optional<double>(const Row&)> of;
};

/// All of them; what repeats comes before what the clock says.
const std::vector<Metric>& metrics();

/// Throws std::invalid_argument, naming those there are.
const Metric& metric(std::string_view key);

}  // namespace oneloop::compare
