#include "common/Fd.h"

#include <unistd.h>

#include <cerrno>

namespace oneloop {

void Fd::reset(int fd) noexcept {
  const int old = std::exchange(fd_, fd);
  if (old < 0) return;
  const int saved = errno;
  // Never retried, not even on EINTR: Linux has freed the number already, and
  // another thread may own it by now (close(2), "Dealing with error returns").
  ::close(old);
  errno = saved;
}

}  // namespace oneloop
