#include "common/EchoConnection.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "common/log.h"

namespace oneloop {
namespace {

bool wouldBlock(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace

// #region step
EchoConnection::Progress EchoConnection::step() {
  if (!waitsForWrite()) return receive();
  const std::string bytes = std::exchange(unsent_, {});
  return send(bytes);
}

EchoConnection::Progress EchoConnection::receive() {
  std::array<char, 64 * 1024> buffer;  // not initialised: recv fills it
  const ssize_t n = ::recv(fd(), buffer.data(), buffer.size(), 0);
  if (n > 0) return send({buffer.data(), static_cast<std::size_t>(n)});
  if (n == 0) return Progress::kClosed;  // and all it sent has been sent back
  if (wouldBlock(errno)) return Progress::kWaits;
  if (errno == EINTR) return Progress::kMoved;
  if (errno != ECONNRESET) logErrno("recv");
  return Progress::kClosed;
}

EchoConnection::Progress EchoConnection::send(std::string_view bytes) {
  // MSG_NOSIGNAL: a peer that is gone is an error here, not a SIGPIPE that
  // ends the whole server.
  const ssize_t n = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  const int error = n == -1 ? errno : 0;
  if (error == 0 || wouldBlock(error) || error == EINTR) {
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    if (!bytes.empty()) unsent_ = bytes;
    return wouldBlock(error) ? Progress::kWaits : Progress::kMoved;
  }
  if (error != EPIPE && error != ECONNRESET) logErrno("send");
  return Progress::kClosed;
}
// #endregion step

}  // namespace oneloop
