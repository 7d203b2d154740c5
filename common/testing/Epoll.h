#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <cstdint>
#include <vector>

#include "common/Fd.h"
#include "common/testing/Process.h"

namespace oneloop::testing {

/// epoll(7) as verbs, for experiments: what fails is a value, not an
/// exception. Not thread-safe.
class Epoll {
 public:
  Epoll();

  int fd() const { return fd_.get(); }

  /// epoll_ctl. Each returns 0, or the error.
  int add(int fd, std::uint32_t events);
  int modify(int fd, std::uint32_t events);
  int remove(int fd);

  /// Takes one report, waiting for it: its events, or 0 if none comes.
  std::uint32_t wait(std::chrono::milliseconds timeout = kDeadline);
  /// The same without waiting.
  std::uint32_t now() { return wait(std::chrono::milliseconds(0)); }

  /// Takes at most `most` reports without waiting: the descriptors, as they
  /// were called when they were added.
  std::vector<int> ready(std::size_t most = 64);

 private:
  int control(int operation, int fd, std::uint32_t events);

  Fd fd_;
};

}  // namespace oneloop::testing
