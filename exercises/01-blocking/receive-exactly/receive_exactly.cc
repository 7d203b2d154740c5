#include "exercises/01-blocking/receive-exactly/receive_exactly.h"

#include <sys/socket.h>

#include <cerrno>

#include "common/check.h"

namespace oneloop {

std::size_t receiveExactly(int fd, std::span<char> buffer) {
  // TODO: one recv may bring less than you ask for.
  const ssize_t n = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (n < 0) throwErrno("recv");
  return static_cast<std::size_t>(n);
}

}  // namespace oneloop
