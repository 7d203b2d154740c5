#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/testing/Process.h"

/// A server's system calls, as strace(1) sees them: to count what must not be
/// timed. Start it with
///
///   ServerProcess server(underStrace("epoll_wait,recvfrom", {program}),
///                        withoutLeakCheck());
///
/// and read systemCalls(server.errors()) after it has stopped.
namespace oneloop::testing {

/// False if strace is missing or may not trace here: skip the test.
bool straceWorks();
/// The same in words, for a judge's Needs: "" if it works.
std::string straceMissing();

/// The command that runs `command` under strace. `calls` is a list for
/// -e trace=; put '?' before a call that not every machine has.
/// `fault`, if given, is what strace makes of these calls, for -e inject=:
/// "error=EMFILE:when=1".
std::vector<std::string> underStrace(const std::string& calls,
                                     std::vector<std::string> command,
                                     const std::string& fault = {});

/// For a program under strace: LeakSanitizer traces its own process, and there
/// can be one tracer only.
SpawnOptions withoutLeakCheck();

struct SystemCall {
  std::string name;
  std::string arguments;  // as strace prints them, comma-separated
  long result;            // -1: it failed

  /// The first argument, when it is a number: mostly a descriptor.
  int firstNumber() const { return std::stoi(arguments); }
};

/// The calls in strace's output that returned, in their order.
std::vector<SystemCall> systemCalls(std::string_view trace);

}  // namespace oneloop::testing
