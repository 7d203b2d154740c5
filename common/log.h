#pragma once

#include <string_view>

namespace oneloop {

/// Writes one line, "PROGRAM: TEXT", to stderr. For what a server survives:
/// a client refused, a call that failed and will be tried again.
///
/// Safe from any thread. Never throws, and keeps errno, so that it may stand
/// between a failed call and the look at its error.
void log(std::string_view text) noexcept;

/// The same, with what errno says: "PROGRAM: accept: Too many open files".
void logErrno(std::string_view call) noexcept;

}  // namespace oneloop
