#include "common/testing/strace.h"

#include <fmt/format.h>

#include <cstdlib>
#include <iterator>
#include <sstream>

namespace oneloop::testing {

bool straceWorks() {
  if (!findProgram("strace")) return false;
  Process probe({"strace", "-o", "/dev/null", "true"});
  return probe.wait() == ExitStatus{};
}

std::string straceMissing() {
  return straceWorks() ? "" : "strace is missing, or may not trace here";
}

std::vector<std::string> underStrace(const std::string& calls,
                                     std::vector<std::string> command,
                                     const std::string& fault) {
  // -D: strace is the grandchild, and `command` the child itself. So whoever
  // starts it has the server's pid, and it does not outlive the test.
  std::vector<std::string> all = {"strace",      "-D",  "-f",
                                  "-a1",         "-s8", "-e",
                                  "signal=none", "-e",  "trace=" + calls};
  if (!fault.empty()) {
    all.insert(all.end(), {"-e", fmt::format("inject={}:{}", calls, fault)});
  }
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

SpawnOptions withoutLeakCheck() {
  const char* given = std::getenv("ASAN_OPTIONS");
  return {.environment = {fmt::format("ASAN_OPTIONS={}:detect_leaks=0",
                                      given ? given : "")}};
}

std::vector<SystemCall> systemCalls(std::string_view trace) {
  std::vector<SystemCall> calls;
  std::istringstream lines{std::string(trace)};
  for (std::string line; std::getline(lines, line);) {
    // "[pid 7] epoll_wait(5, [...], 256, -1) = 1", the first part optional.
    if (line.starts_with("[pid")) line.erase(0, line.find("] ") + 2);
    const auto open = line.find('(');
    const auto equals = line.rfind(") = ");
    // What a call that never returned shows: "= ?".
    if (open == std::string::npos || equals == std::string::npos) continue;
    const char* const result = line.c_str() + equals + 4;
    if (*result == '?') continue;
    calls.push_back({line.substr(0, open),
                     line.substr(open + 1, equals - open - 1),
                     std::strtol(result, nullptr, 10)});
  }
  return calls;
}

}  // namespace oneloop::testing
