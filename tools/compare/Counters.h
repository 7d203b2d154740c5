#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

#include "common/Fd.h"

namespace oneloop::compare {

/// Counts what a process does, with perf_event_open(2): all its threads, those
/// that it starts later too. Make it while the process has one thread.
///
/// A count that this machine does not allow is missing: tracepoints are for
/// root only, unless kernel.perf_event_paranoid is -1.
class Counters {
 public:
  explicit Counters(pid_t pid);

  struct Counts {
    std::optional<std::uint64_t> systemCalls;
    std::optional<std::uint64_t> contextSwitches;
  };
  /// Since the process was watched.
  Counts read() const;

 private:
  Fd systemCalls_;
  Fd contextSwitches_;
};

}  // namespace oneloop::compare
