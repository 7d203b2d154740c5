#pragma once

#include <cstddef>
#include <string>

namespace oneloop {

enum class Drained {
  kEmpty,        // nothing is left; the next arrival will be reported
  kBudgetSpent,  // `budget` bytes are read; there may be more
  kEnded,        // the peer has finished, or the connection is broken
};

/// Reads from a non-blocking socket and appends to `input`, at most `budget`
/// bytes. Never waits.
Drained drain(int fd, std::size_t budget, std::string& input);

}  // namespace oneloop
