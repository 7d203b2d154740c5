#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/Fd.h"

namespace oneloop::testing {

/// How long a test waits for what must happen. Long, since a machine may be
/// busy; it costs nothing when all is well.
inline constexpr std::chrono::milliseconds kDeadline{15'000};

struct SpawnOptions {
  /// Added to the environment, each "NAME=VALUE".
  std::vector<std::string> environment = {};
  /// RLIMIT_NOFILE of the child, when given.
  std::optional<std::size_t> descriptors = {};
};

/// The path of a program found in PATH, if it is there.
std::optional<std::string> findProgram(const std::string& name);

/// How a process ended.
struct ExitStatus {
  int code = 0;    // of exit(), when signal is 0
  int signal = 0;  // that ended it, or 0

  bool operator==(const ExitStatus&) const = default;
  std::string toString() const;
};

/// A child process, with a deadline on every wait. It never outlives its
/// Process, nor the test program: it is killed with SIGKILL.
///
/// Not thread-safe.
class Process {
 public:
  /// Starts `command[0]` with the arguments that follow; it is looked up in
  /// PATH if it holds no '/'. No shell is involved. Its stdin is /dev/null.
  /// Throws std::system_error naming the program if it cannot be started.
  explicit Process(std::vector<std::string> command, SpawnOptions options = {});
  ~Process();
  Process(Process&&) = delete;

  pid_t pid() const { return pid_; }

  void signal(int number) const;

  /// The next line of its stdout, without the newline; nothing at its end.
  /// Throws Failure if neither comes before the deadline.
  std::optional<std::string> readLine(
      std::chrono::milliseconds deadline = kDeadline);

  /// What is left of its stdout. Waits for the end of it.
  std::string readRest(std::chrono::milliseconds deadline = kDeadline);

  /// All it has written to stderr so far.
  std::string errors() const;

  /// Waits for its end. Throws Failure if it still runs at the deadline.
  ExitStatus wait(std::chrono::milliseconds deadline = kDeadline);

  /// True while it has not ended.
  bool running();

 private:
  // Appends some of its stdout to unread_; false at the end of it.
  bool fill(std::chrono::steady_clock::time_point deadline);
  bool exited(std::chrono::milliseconds timeout);

  std::string name_;
  Fd output_;  // the reading end of a pipe
  Fd errors_;  // a file in memory: a child that complains never blocks on it
  pid_t pid_ = -1;
  Fd pidfd_;  // becomes readable when the child ends
  std::optional<ExitStatus> status_;
  std::string unread_;
};

}  // namespace oneloop::testing
