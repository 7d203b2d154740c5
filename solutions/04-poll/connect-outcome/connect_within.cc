#include "exercises/04-poll/connect-outcome/connect_within.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "common/check.h"

namespace oneloop {
namespace {

using Clock = std::chrono::steady_clock;

// False when the end has come first.
bool waitWritable(int fd, Clock::time_point end) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    pollfd watched{fd, POLLOUT, 0};
    const int n = ::poll(
        &watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (n < 0 && errno == EINTR) continue;
    return check("poll", n) > 0;
  }
}

}  // namespace

ConnectOutcome connectWithin(const SocketAddress& server,
                             std::chrono::milliseconds limit) {
  Fd socket(
      check("socket", ::socket(server.family(),
                               SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)));
  int error = 0;
  if (::connect(socket.get(), server.get(), server.size()) < 0) error = errno;
  if (error == EINPROGRESS) {
    if (waitWritable(socket.get(), Clock::now() + limit)) {
      socklen_t size = sizeof error;
      check("getsockopt SO_ERROR",
            ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size));
    } else {
      error = ETIMEDOUT;
    }
  }
  return {error, std::move(socket)};
}

}  // namespace oneloop
