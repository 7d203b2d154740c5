#include "exercises/01-blocking/receive-exactly/receive_exactly.h"

#include <sys/socket.h>

#include <cerrno>

#include "common/check.h"

namespace oneloop {

std::size_t receiveExactly(int fd, std::span<char> buffer) {
  std::size_t have = 0;
  while (have < buffer.size()) {
    const ssize_t n = ::recv(fd, buffer.data() + have, buffer.size() - have, 0);
    if (n == 0) break;  // the stream has ended
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throwErrno("recv");
    have += static_cast<std::size_t>(n);
  }
  return have;
}

}  // namespace oneloop
