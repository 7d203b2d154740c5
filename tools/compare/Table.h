#pragma once

#include <string>
#include <vector>

#include "tools/compare/Metric.h"
#include "tools/compare/Results.h"

/// What a comparison prints: 80 columns, plain text.
namespace oneloop::compare {

/// A table for each metric of each family of loads: a row a server, a column a
/// load, and a bar beside each number. `details`: every metric.
std::string tables(const Results& results, bool details);
/// The same for one metric, and nothing else.
std::string tablesOf(const Results& results, const Metric& metric);

/// What the numbers say, in sentences: who is cheapest under which load, and
/// for whom a message costs more when idle clients are added.
std::string verdicts(const Results& results);

/// A bar of at most `width` columns, in eighths of a column; an arrow ends it
/// if `value` is more than `full`. Only that of 0 is empty.
std::string bar(double value, double full, unsigned width);

}  // namespace oneloop::compare
