#include "common/testing/procfs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <thread>

#include "common/check.h"
#include "common/testing/Steps.h"

namespace oneloop::testing::procfs {
namespace {

std::string readFile(const std::string& path) {
  std::ifstream file(path);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (text.empty()) {
    errno = ENOENT;
    throwErrno("read", path);
  }
  return text;
}

// The number after "key:" in /proc/PID/status.
std::size_t statusField(pid_t pid, const std::string& key) {
  std::istringstream text(readFile(fmt::format("/proc/{}/status", pid)));
  std::string word;
  std::size_t value = 0;
  while (text >> word) {
    if (word == key + ":") {
      text >> value;
      return value;
    }
  }
  throw Failure("/proc", fmt::format("process {} has no field {}", pid, key));
}

// /proc/PID/stat from its third field, the state, on. The second field, the
// program's name, may hold blanks.
std::string statFields(pid_t pid) {
  const std::string text = readFile(fmt::format("/proc/{}/stat", pid));
  return text.substr(text.rfind(')') + 2);
}

std::vector<std::string> namesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  return names;
}

std::string nameOf(long call) {
  switch (call) {
    case SYS_accept:
      return "accept";
    case SYS_accept4:
      return "accept4";
    case SYS_recvfrom:
      return "recvfrom";
    case SYS_sendto:
      return "sendto";
    case SYS_openat:
      return "openat";
    case SYS_read:
      return "read";
    case SYS_write:
      return "write";
    case SYS_connect:
      return "connect";
    case SYS_futex:
      return "futex";
    case SYS_pselect6:
      return "pselect6";
    case SYS_ppoll:
      return "ppoll";
    case SYS_clock_nanosleep:
      return "clock_nanosleep";
#ifdef SYS_select
    case SYS_select:
      return "select";
    case SYS_poll:
      return "poll";
    case SYS_epoll_wait:
      return "epoll_wait";
#endif
    case SYS_epoll_pwait:
      return "epoll_pwait";
    case SYS_rt_sigtimedwait:
      return "rt_sigtimedwait";
    case SYS_io_uring_enter:
      return "io_uring_enter";
    default:
      return fmt::format("system call {}", call);
  }
}

}  // namespace

std::chrono::milliseconds cpuTime(pid_t pid) {
  std::istringstream fields(statFields(pid));
  std::vector<std::string> words(std::istream_iterator<std::string>(fields),
                                 {});
  const long ticks = std::stol(words.at(11)) + std::stol(words.at(12));
  return std::chrono::milliseconds(ticks * 1000 / ::sysconf(_SC_CLK_TCK));
}

bool isRunnable(pid_t thread) {
  try {
    return statFields(thread).front() == 'R';
  } catch (const std::system_error&) {
    return false;  // it has ended
  }
}

std::size_t residentMemory(pid_t pid) {
  return statusField(pid, "RssAnon") * 1024;
}
std::size_t virtualMemory(pid_t pid) {
  return statusField(pid, "VmSize") * 1024;
}

std::size_t descriptors(pid_t pid) {
  return namesIn(fmt::format("/proc/{}/fd", pid)).size();
}

std::vector<pid_t> threads(pid_t pid) {
  std::vector<pid_t> result;
  for (const auto& name : namesIn(fmt::format("/proc/{}/task", pid))) {
    result.push_back(std::stoi(name));
  }
  return result;
}

std::size_t voluntarySwitches(pid_t thread) {
  return statusField(thread, "voluntary_ctxt_switches");
}

Sleep sleepingIn(pid_t thread) {
  // "running", or the number of the call and its arguments in hexadecimal.
  std::istringstream text(readFile(fmt::format("/proc/{}/syscall", thread)));
  long call = -1;
  Sleep sleep;
  if (text >> call && call >= 0) {
    sleep.name = nameOf(call);
    text >> std::hex >> sleep.firstArgument >> sleep.secondArgument;
  }
  return sleep;
}

std::size_t threadsAsleepIn(pid_t pid, const std::string& call) {
  std::size_t asleep = 0;
  for (const pid_t thread : threads(pid)) {
    if (thread == ::gettid()) continue;  // it reads from /proc
    try {
      asleep += sleepingIn(thread).name == call ? 1 : 0;
    } catch (const std::system_error&) {
      // It has ended since.
    }
  }
  return asleep;
}

std::optional<std::uint32_t> watchedEvents(pid_t pid, int fd) {
  const std::string folder = fmt::format("/proc/{}/fdinfo", pid);
  for (const std::string& name : namesIn(folder)) {
    // Of an epoll instance: "tfd:        5 events: 80000019 data: ..."
    std::ifstream text(
        fmt::format("{}/{}", folder, name));  // closed meanwhile: no words
    std::string word;
    while (text >> word) {
      int watched = -1;
      std::uint32_t events = 0;
      if (word != "tfd:" || !(text >> watched >> word)) continue;
      text >> std::hex >> events >> std::dec;
      if (watched == fd) return events;
    }
  }
  return std::nullopt;
}

void waitUntilAsleepIn(pid_t thread, const std::vector<std::string>& calls,
                       std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  Sleep sleep;
  do {
    sleep = sleepingIn(thread);
    if (std::ranges::find(calls, sleep.name) != calls.end()) return;
    std::this_thread::yield();
  } while (std::chrono::steady_clock::now() < deadline);
  throw Failure(
      fmt::format("thread {}", thread),
      fmt::format("does not sleep in {}, but {}", fmt::join(calls, " or "),
                  sleep.name.empty() ? "runs" : sleep.name));
}

}  // namespace oneloop::testing::procfs
