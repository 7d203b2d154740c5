#include "exercises/01-blocking/end-of-stream/echo.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace oneloop {

void echo(int client) {
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t n = ::recv(client, buffer.data(), buffer.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return;
    if (::send(client, buffer.data(), static_cast<std::size_t>(n),
               MSG_NOSIGNAL) < 0) {
      return;
    }
  }
}

}  // namespace oneloop
