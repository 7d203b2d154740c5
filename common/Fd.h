#pragma once

#include <utility>

namespace oneloop {

/// Owns one file descriptor and closes it at the end of its life.
///
/// Move-only: a descriptor has one owner. Not thread-safe; give each thread
/// its own. An empty Fd holds -1, which is what a failed system call returns,
/// so `Fd fd(::accept(...)); if (!fd) ...` reads errno before anything else
/// can change it.
class Fd {
 public:
  Fd() noexcept = default;
  explicit Fd(int fd) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~Fd() { reset(); }

  int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

  /// Gives the descriptor away: the caller must close it.
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

  /// Closes what it held, keeps errno, and takes `fd` in its place.
  void reset(int fd = -1) noexcept;

 private:
  int fd_ = -1;
};

}  // namespace oneloop
