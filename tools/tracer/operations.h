#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/tracer/StraceLog.h"
#include "tools/tracer/Trace.h"

/// The operations of an io_uring, which strace cannot see: the program prints
/// them (Ring::show), and what it prints are system calls.
namespace oneloop::tracer {

inline constexpr std::string_view kPrepare = "prepare ";
inline constexpr std::string_view kComplete = "complete ";

/// Makes a call of each such line. "prepare  recv 7" becomes
/// prepare recv(7), "complete recv 7 = 6, F_MORE" becomes complete recv(7),
/// which returned "6, F_MORE". Other calls of write, and the lines of the
/// submissions, stay as they are.
void readOperations(std::vector<Call>& calls);

/// "recv" for prepare recv and complete recv; empty for system calls.
std::string_view operationOf(std::string_view call);

inline bool isPrepared(std::string_view call) {
  return call.starts_with(kPrepare);
}
inline bool isCompleted(std::string_view call) {
  return call.starts_with(kComplete);
}

/// How many bytes a completed recv or send has moved; 0 for other calls.
std::size_t bytesMoved(std::string_view call, const std::string& result);

/// The completions that the program takes between step `i`, an io_uring_enter,
/// and the next one: places in trace.steps.
std::vector<std::size_t> completionsBehind(const Trace& trace, std::size_t i);

}  // namespace oneloop::tracer
