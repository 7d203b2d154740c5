#pragma once

#include <filesystem>

#include "common/Fd.h"

namespace oneloop::tour {

/// Holds flock(2) on a file, which is made if need be, and lets go of it at
/// the end of its life. Waits if another process has it.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file);

 private:
  Fd fd_;
};

}  // namespace oneloop::tour
