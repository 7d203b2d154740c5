#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/compare/Metric.h"
#include "tools/compare/Results.h"

namespace oneloop::compare {

/// What gnuplot is told, to draw one metric of one family of loads as SVG.
/// Empty if there are not two loads with such a number.
std::string plotScript(const Results& results, const std::string& family,
                       const Metric& metric, const std::filesystem::path& file);

/// Draws every chart that the results give, FAMILY-METRIC.svg, with gnuplot.
/// Returns their paths. Throws std::runtime_error if gnuplot fails.
std::vector<std::filesystem::path> drawCharts(
    const Results& results, const std::filesystem::path& folder);

}  // namespace oneloop::compare
