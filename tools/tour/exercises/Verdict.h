#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::tour {

/// One expectation that was not met, and what led there.
struct Failure {
  std::string test;
  std::string file;
  int line = 0;
  std::string expectation;
  std::string seen;                // may be empty
  std::vector<std::string> steps;  // "1. client A: connects"
};

/// What a judge found: see common/testing/Verdict.h, which writes it.
struct Verdict {
  bool passed = false;
  std::string skipped;  // why the judge cannot run on this machine
  std::vector<Failure> failures;

  /// Reads the JSON of a judge. Nothing if it is not whole: then the judge was
  /// ended before it could write it.
  static std::optional<Verdict> parse(std::string_view text);
};

}  // namespace oneloop::tour
