#include "exercises/02-nonblocking/keep-the-flags/set_non_blocking.h"

#include <fcntl.h>

#include "common/check.h"

namespace oneloop {

void setNonBlocking(int fd) {
  const int flags = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL));
  check("fcntl F_SETFL", ::fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}

}  // namespace oneloop
