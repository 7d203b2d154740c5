#pragma once

#include <chrono>
#include <csignal>
#include <initializer_list>
#include <vector>

#include "common/testing/Process.h"

namespace oneloop::testing {

/// Signals as verbs, for experiments. While it lives, these signals do not
/// interrupt the thread: they wait until they are taken. Its end drops those
/// that still wait.
///
/// For the thread that made it; a thread started meanwhile has them blocked,
/// too. Not thread-safe.
class SignalQueue {
 public:
  explicit SignalQueue(std::initializer_list<int> signals);
  ~SignalQueue();
  SignalQueue(const SignalQueue&) = delete;

  const sigset_t& signals() const { return signals_; }

  /// Takes one signal, waiting for it. Its si_signo is 0 if none comes.
  siginfo_t wait(std::chrono::milliseconds timeout = kDeadline);
  /// The same without waiting.
  siginfo_t now() { return wait(std::chrono::milliseconds(0)); }

  /// Takes all that wait: their numbers, in the order in which they come.
  std::vector<int> takeAll();

 private:
  sigset_t signals_;
  sigset_t before_;
};

/// The signal of a socket in experiments: a real-time signal.
inline const int kSocketSignal = SIGRTMIN + 1;

/// Whose signals they are (F_SETOWN), which signal it is (F_SETSIG; 0 is plain
/// SIGIO), and that they shall come (O_ASYNC, beside the flags it has).
void setOwner(int fd);
void setSignal(int fd, int signal);
void setAsync(int fd);
/// All three.
void askForSignals(int fd, int signal = kSocketSignal);

}  // namespace oneloop::testing
