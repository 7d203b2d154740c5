#pragma once

#include <string>

namespace oneloop::testing {

/// Why io_uring cannot be used here: "io_uring_setup: Operation not permitted",
/// or that the kernel is older than 6.0. Empty if it can.
///
///   if (const auto why = ioUringMissing(); !why.empty()) return skip(why);
std::string ioUringMissing();

}  // namespace oneloop::testing
