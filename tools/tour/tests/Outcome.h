#pragma once

#include <string>
#include <vector>

#include "common/testing/Process.h"
#include "common/testing/contains.h"

namespace oneloop::tour {

using testing::contains;

/// What a program printed, and how it ended. For tests.
struct Outcome {
  std::string output;
  std::string errors;
  testing::ExitStatus status;
};

/// Runs a program to its end, without a terminal, and waits no longer than
/// tests may.
Outcome outcomeOf(const std::vector<std::string>& command,
                  const std::vector<std::string>& environment);

/// The tour itself, with the chapters as this build folder holds them.
Outcome tour(const std::vector<std::string>& words);

/// The tour in another folder, whose builds are its own.
std::vector<std::string> environmentOf(const std::string& root);

/// How many lines there are.
std::size_t lines(const std::string& text);

}  // namespace oneloop::tour
