#include "exercises/02-nonblocking/keep-the-flags/set_non_blocking.h"

#include <fcntl.h>

#include "common/check.h"

namespace oneloop {

void setNonBlocking(int fd) {
  check("fcntl F_SETFL", ::fcntl(fd, F_SETFL, O_NONBLOCK));
}

}  // namespace oneloop
