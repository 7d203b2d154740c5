#include "tools/tracer/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <ranges>
#include <system_error>
#include <vector>

#include "common/testing/procfs.h"
#include "common/testing/waitUntil.h"
#include "tools/tracer/StraceLog.h"

namespace oneloop::tracer {
namespace {

namespace procfs = testing::procfs;

// Enough for many rounds of a loop over three sockets: whatever the client
// did has been seen by then.
constexpr int kManyIdleCalls = 100;

// 'R', 'S', 't' and so on: proc(5), /proc/PID/stat.
char stateOf(pid_t process, pid_t thread) {
  std::ifstream file(fmt::format("/proc/{}/task/{}/stat", process, thread));
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto name = text.rfind(')');
  return name + 2 < text.size() ? text[name + 2] : '?';
}

// In futex a thread waits for another one: nobody can wake it while all sleep.
bool waitsForOthers(const std::string& call) {
  constexpr std::array kCalls{"accept",        "accept4", "recvfrom",
                              "read",          "select",  "pselect6",
                              "poll",          "ppoll",   "epoll_wait",
                              "epoll_pwait",   "futex",   "rt_sigtimedwait",
                              "io_uring_enter"};
  return std::ranges::find(kCalls, call) != kCalls.end();
}

// The threads and how often each has gone to sleep, if all of them sleep.
using Sleepers = std::vector<std::pair<pid_t, std::size_t>>;
std::optional<Sleepers> sleepersOf(pid_t process) {
  Sleepers sleepers;
  for (const pid_t thread : procfs::threads(process)) {
    // A thread that strace has stopped is in its system call, too; but its
    // state is 't', not 'S'.
    if (stateOf(process, thread) != 'S') return std::nullopt;
    if (!waitsForOthers(procfs::sleepingIn(thread).name)) return std::nullopt;
    sleepers.emplace_back(thread, procfs::voluntarySwitches(thread));
  }
  return sleepers;
}

}  // namespace

std::string readFrom(const std::string& file, std::size_t position) {
  std::ifstream stream(file);
  stream.seekg(static_cast<std::streamoff>(position));
  return {std::istreambuf_iterator<char>(stream), {}};
}

int idleCallsAtEnd(std::string_view trace) {
  int idle = 0;
  std::size_t end = trace.rfind('\n');  // behind it is an unfinished line
  while (end != std::string_view::npos && end > 0) {
    const auto begin = trace.rfind('\n', end - 1);
    if (begin == std::string_view::npos) break;  // half a line, perhaps
    const std::string_view line = trace.substr(begin + 1, end - begin - 1);
    end = begin;
    if (line.starts_with(" > ")) continue;  // of a stack
    if (line.find(") = -1 EAGAIN ") == std::string_view::npos) break;
    ++idle;
  }
  return idle;
}

bool sleeps(pid_t process) {
  try {
    // Two equal looks: between them nobody woke, so all slept together.
    const auto first = sleepersOf(process);
    return first && first == sleepersOf(process);
  } catch (const std::system_error&) {
    return false;  // a thread ended while we looked
  }
}

void waitUntilSettled(pid_t server, const std::string& trace,
                      std::size_t position) {
  testing::waitUntil("the server has done all it can do", [&] {
    if (sleeps(server)) return true;
    return idleCallsAtEnd(readFrom(trace, position)) >= kManyIdleCalls;
  });
}

}  // namespace oneloop::tracer
