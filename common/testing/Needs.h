#pragma once

#include <string>

namespace oneloop::testing {

/// What the judge of an exercise needs and not every machine has. One object
/// for each, at namespace scope in its test.cc:
///
///   const Needs ioUring(ioUringMissing);
///
/// All are asked before the first test. If something is missing, the judge
/// ends: its verdict is the reason, and neither "solved" nor "not solved".
class Needs {
 public:
  /// `ask` returns why it cannot be used here, or "" if it can.
  explicit Needs(std::string (*ask)());

  /// The first reason of all that were made; "" if nothing is missing.
  static std::string missing();
};

}  // namespace oneloop::testing
