#include "common/connectTo.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "common/check.h"

namespace oneloop {
namespace {

// A connect that a signal interrupts goes on in the background. Linux lets a
// second call wait for it, other systems answer EALREADY; the way on that is
// right everywhere is to wait until the socket is writable and to ask how it
// ended (connect(2), EINTR).
int finishConnect(int fd) {
  pollfd watched{fd, POLLOUT, 0};
  while (::poll(&watched, 1, -1) < 0) {
    if (errno != EINTR) return -1;
  }
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) return -1;
  if (error == 0) return 0;
  errno = error;
  return -1;
}

}  // namespace

Fd connectTo(const SocketAddress& address) {
  const std::string name = address.toString();
  Fd fd(check("socket",
              ::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)));
  int result = ::connect(fd.get(), address.get(), address.size());
  if (result < 0 && errno == EINTR) result = finishConnect(fd.get());
  check("connect", result, name);
  return fd;
}

}  // namespace oneloop
