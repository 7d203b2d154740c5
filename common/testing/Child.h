#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>

#include "common/Fd.h"
#include "common/testing/Process.h"

namespace oneloop::testing {

/// A fork of the test program that calls one function, for what would block or
/// end the test itself. Like Process, it never outlives its owner.
///
///   Child child([&] { return recv(fd, &byte, 1, 0) < 0 ? errno : 0; });
///   procfs::waitUntilAsleepIn(child.pid(), {"recvfrom"});
///   child.signal(SIGUSR1);
///   CHECK(child.wait() == ExitStatus{EINTR, 0});
///
/// Requires that the test has no other threads. The child cannot use CHECK;
/// what it returns is its exit status, so 0..255 (an errno fits). An exception
/// ends it with status 255, after a line on stderr.
class Child {
 public:
  explicit Child(const std::function<int()>& body);
  ~Child();
  Child(Child&&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;

  /// True while it has not ended.
  bool running();

  /// Waits for its end. Throws Failure if it still runs at the deadline.
  ExitStatus wait(std::chrono::milliseconds deadline = kDeadline);

 private:
  bool exited(std::chrono::milliseconds timeout);

  pid_t pid_;
  Fd pidfd_;  // becomes readable when the child ends
  std::optional<ExitStatus> status_;
};

}  // namespace oneloop::testing
