#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "common/testing/Child.h"
#include "common/testing/descriptors.h"

namespace oneloop::testing {

/// A call of the learner's function in a process of its own: there it may
/// sleep, be interrupted, or end its process, and the judge sees it all.
///
///   Call call("sendAll", [&] { return sendAll(fd, bytes) ? "true" : "false";
///   }); call.interruptIn("sendto"); CHECK(call.result() == "true");
///
/// Requires that the judge has no other threads. Not thread-safe.
class Call {
 public:
  /// `body` returns what the judge wants to know, as a short text, never empty.
  /// If it throws, the text is "threw: " and what the exception says.
  Call(std::string name, const std::function<std::string()>& body);

  pid_t pid() const { return child_.pid(); }
  void signal(int number) const { child_.signal(number); }

  /// Waits until it sleeps in that system call, interrupts it with a signal
  /// whose handler does nothing, and returns when the handler has run.
  void interruptIn(const std::string& systemCall);

  void waitUntilAsleepIn(const std::string& systemCall);

  /// True when `body` has returned, or its process has ended.
  bool returned() const { return returnsWithin(std::chrono::milliseconds(0)); }
  bool returnsWithin(std::chrono::milliseconds time) const;

  /// What `body` returned. Throws Failure if it does not return in time, and
  /// says then what it does instead; or if its process was ended.
  std::string result();

 private:
  std::string name_;
  Pipe results_;
  Pipe reports_;  // the handler writes a byte: it has run
  Child child_;
  std::optional<std::string> result_;
};

}  // namespace oneloop::testing
