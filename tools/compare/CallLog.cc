#include "tools/compare/CallLog.h"

#include <sys/epoll.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <sstream>

#include "common/testing/Steps.h"
#include "common/testing/waitUntil.h"

namespace oneloop::compare {
namespace {

// The number after the last list: "[{fd=4, events=POLLIN}], 12, -1" is 12.
std::size_t afterList(const std::string& arguments) {
  const auto list = arguments.rfind("], ");
  if (list == std::string::npos) return 0;
  return std::strtoul(arguments.c_str() + list + 3, nullptr, 10);
}

// "1019, [3 4 5], [], NULL, {tv_sec=0, tv_usec=0}": two sets.
std::size_t setsIn(const std::string& arguments) {
  return static_cast<std::size_t>(std::ranges::count(arguments, '['));
}

}  // namespace

std::size_t listBytes(const testing::SystemCall& call) {
  if (call.name == "select" || call.name == "pselect6") {
    // Whole words, up to the highest descriptor, for each set.
    constexpr std::size_t kBits = 8 * sizeof(long);
    const auto highest = static_cast<std::size_t>(call.firstNumber());
    return setsIn(call.arguments) * ((highest + kBits - 1) / kBits) *
           sizeof(long);
  }
  constexpr std::size_t kPollEntry = 8;  // sizeof(pollfd)
  if (call.name == "poll" || call.name == "ppoll") {
    return afterList(call.arguments) * kPollEntry;
  }
  return call.name == "epoll_ctl" ? sizeof(epoll_event) : 0;
}

CallLog CallLog::parse(std::string_view trace) {
  CallLog log;
  for (const testing::SystemCall& call : testing::systemCalls(trace)) {
    log.listBytes += compare::listBytes(call);
  }
  // Every call ends once, though another thread's may stand in between; one
  // that still sleeps at the end began before the others.
  std::istringstream lines{std::string(trace)};
  for (std::string line; std::getline(lines, line);) {
    log.calls += line.find(") = ") != std::string::npos ? 1 : 0;
  }
  return log;
}

Strace::Strace(pid_t pid)
    : process_({"strace", "-f", "-s8", "-e", "signal=none", "-p",
                std::to_string(pid)}) {
  // "strace: Process 7 attached" is its first line.
  testing::waitUntil("strace attaches", [this] {
    return process_.errors().find('\n') != std::string::npos;
  });
  if (process_.errors().find("attached") == std::string::npos) {
    throw testing::Failure("strace", process_.errors());
  }
}

CallLog Strace::finish() {
  process_.signal(SIGINT);
  process_.wait();
  const std::string trace = process_.errors();
  return CallLog::parse(std::string_view(trace).substr(trace.find('\n') + 1));
}

}  // namespace oneloop::compare
