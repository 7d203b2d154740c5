#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/testing/conformance/Row.h"
#include "common/testing/conformance/Scenario.h"

namespace oneloop::testing::conformance {

/// What was seen of one server in one scenario.
struct Cell {
  Verdict declared = Verdict::kSurvives;
  Verdict seen = Verdict::kSurvives;
  std::string failure;  // not empty: the server broke its promise, and how
  std::chrono::milliseconds took{0};

  bool asDeclared() const { return failure.empty() && seen == declared; }
};

/// Runs one server through one scenario.
Cell runTrial(const Row& row, const Scenario& scenario);

/// Every server in every scenario, as it was seen.
struct Matrix {
  std::vector<Row> rows;
  std::vector<std::vector<Cell>> cells;  // [row][scenario]

  bool asDeclared() const;

  std::string toPlain() const;  // at most 80 columns for up to 20 servers
  std::string toMarkdown() const;
  std::string toJson() const;
};

/// Runs them all, one after the other, with a progress line on stderr when
/// that is a terminal.
Matrix runMatrix(std::vector<Row> rows);

}  // namespace oneloop::testing::conformance
