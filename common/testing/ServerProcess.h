#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/SocketAddress.h"
#include "common/testing/Process.h"

namespace oneloop::testing {

/// A server of this book, running as a process of its own on a free port.
class ServerProcess {
 public:
  /// Starts `command` with "--port 0" added, and waits for its line
  /// "listening on HOST:PORT". Throws Failure with what it said instead.
  explicit ServerProcess(std::vector<std::string> command,
                         SpawnOptions options = {});

  const SocketAddress& address() const { return address_; }

  pid_t pid() const { return process_.pid(); }

  void signal(int number) const;
  bool running() { return process_.running(); }
  std::string errors() const { return process_.errors(); }

  /// Asks it to stop (SIGTERM) and waits for its end.
  ExitStatus stop();

  /// Waits until its main thread sleeps in one of these system calls.
  void waitUntilAsleepIn(const std::vector<std::string>& calls) const;

  Process& process() { return process_; }

 private:
  Process process_;
  SocketAddress address_;
};

/// The path of a program of the test's own chapter, as built:
/// program("echo_poll") is BUILD/bin/04-poll/echo_poll in a test of chapter 04.
/// The two names are those that the chapter's tests are compiled with.
#define ONELOOP_PROGRAM(name) (ONELOOP_BIN "/" ONELOOP_CHAPTER "/" name)

}  // namespace oneloop::testing
