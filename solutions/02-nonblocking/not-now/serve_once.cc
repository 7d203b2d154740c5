#include "exercises/02-nonblocking/not-now/serve_once.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace oneloop {

Verdict serveOnce(int client) {
  std::array<char, 4096> buffer;
  const ssize_t n = ::recv(client, buffer.data(), buffer.size(), 0);
  if (n == 0) return Verdict::kGone;  // the end of the stream
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return Verdict::kStays;
  if (n < 0) return Verdict::kGone;
  const ssize_t sent =
      ::send(client, buffer.data(), static_cast<std::size_t>(n), MSG_NOSIGNAL);
  return sent < 0 ? Verdict::kGone : Verdict::kStays;
}

}  // namespace oneloop
