#pragma once

#include <sys/types.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "common/Fd.h"

namespace oneloop::tour {

/// A child process that can be waited for together with other things (keys,
/// saved files), and stopped at any time with all that it has started.
///
/// It leads a process group of its own; its stdin is /dev/null, and what it
/// and its children print is collected. At the end, its own or the Job's,
/// nothing of it is left: neither a compiler of ninja's, each of which has a
/// group of its own, nor a server that has left the group. If the tour is
/// killed, the kernel stops the child (PR_SET_PDEATHSIG).
///
/// One at a time, in a program with one thread.
class Job {
 public:
  struct Options {
    std::vector<std::string> environment = {};  // added, each "NAME=VALUE"
    std::filesystem::path lock = {};            // held with flock while it runs
    int stopSignal = 9;  // what stops it; SIGKILL follows
  };

  /// Throws std::system_error if there can be no more processes.
  Job(const std::vector<std::string>& command,
      const std::filesystem::path& folder, Options options);
  ~Job();
  Job(const Job&) = delete;

  /// Readable when there is something for advance() to do.
  int fd() const { return events_.get(); }

  /// Takes what has been printed, without waiting. True once it has ended.
  bool advance();

  /// What it printed so far; the rest of more than 1 MiB is left out.
  const std::string& output() const { return output_; }

  /// Its exit status, or 128 + N if signal N ended it, 127 if it could not be
  /// started. Requires that it has ended.
  int status() const { return status_; }

 private:
  bool readSome();
  void waitForEnd(int milliseconds) const;
  void reap();

  Options options_;
  std::set<pid_t> others_;  // children that are not of this job
  Fd pipe_;
  pid_t pid_ = -1;  // -1 once it has been reaped
  Fd pidfd_;        // readable when the child has ended
  Fd events_;       // epoll of the two
  std::string output_;
  int status_ = 0;
};

}  // namespace oneloop::tour
