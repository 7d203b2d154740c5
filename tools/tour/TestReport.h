#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::tour {

/// What CTest says about its tests, in the JUnit form that it writes.
struct TestReport {
  struct Skipped {
    std::string name;
    std::string reason;  // what the test printed after "[SKIPPED]"
  };

  std::size_t passed = 0;
  std::size_t failed = 0;
  std::vector<Skipped> skipped;

  std::size_t count() const { return passed + failed + skipped.size(); }

  /// A test that CTest could not run counts as failed.
  static TestReport parse(std::string_view junit);
};

}  // namespace oneloop::tour
