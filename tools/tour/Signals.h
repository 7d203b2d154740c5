#pragma once

#include <csignal>
#include <initializer_list>

#include "common/Fd.h"

namespace oneloop::tour {

/// Takes signals from a descriptor, so that they can be waited for together
/// with other things, and nothing is interrupted in between. Meanwhile they
/// are blocked.
class Signals {
 public:
  Signals(std::initializer_list<int> signals);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Readable when one has come.
  int fd() const { return fd_.get(); }

  /// The next one that has come, or 0. Does not wait.
  int take() const;

  /// Ends this process as `signal` would have, if nobody had taken it. Call it
  /// when everything has been put in order.
  [[noreturn]] static void endBy(int signal);

 private:
  sigset_t before_{};
  Fd fd_;
};

}  // namespace oneloop::tour
