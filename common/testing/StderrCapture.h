#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>

#include "common/Fd.h"
#include "common/check.h"

namespace oneloop::testing {

/// While it lives, what any thread of this process writes to stderr goes into
/// a file in memory: for what is said in the log.
class StderrCapture {
 public:
  StderrCapture()
      : before_(check("dup", ::dup(STDERR_FILENO))),
        file_(check("memfd_create", ::memfd_create("log", MFD_CLOEXEC))) {
    check("dup2", ::dup2(file_.get(), STDERR_FILENO));
  }
  ~StderrCapture() { ::dup2(before_.get(), STDERR_FILENO); }
  StderrCapture(StderrCapture&&) = delete;

  /// All that has been written so far.
  std::string text() const {
    std::string all;
    std::array<char, 4096> part;  // NOLINT: not initialised, on purpose
    for (;;) {
      const ssize_t n = ::pread(file_.get(), part.data(), part.size(),
                                static_cast<off_t>(all.size()));
      check("pread", static_cast<int>(n));
      if (n == 0) return all;
      all.append(part.data(), static_cast<std::size_t>(n));
    }
  }

 private:
  const Fd before_;
  const Fd file_;
};

}  // namespace oneloop::testing
