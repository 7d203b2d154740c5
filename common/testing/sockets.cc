#include "common/testing/sockets.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/Steps.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

using Clock = std::chrono::steady_clock;

// The line about a socket in /proc/net/tcp, from its state on; empty if there
// is none: "12: 0100007F:07D7 0100007F:C350 06 00000000:00000000 ...". It says
// where from, where to, the state, what is unacknowledged and what unread, in
// hexadecimal. The list may hold a hundred thousand lines.
std::string tcpEntry(std::uint16_t localPort, std::uint16_t remotePort) {
  std::ifstream file("/proc/net/tcp");
  const auto local = fmt::format(":{:04X} ", localPort);
  const auto remote = fmt::format(":{:04X} ", remotePort);
  constexpr std::size_t kHost = 8;
  for (std::string line; std::getline(file, line);) {
    const auto from = line.find(local);
    if (from == std::string::npos) continue;
    const auto to = from + local.size() + kHost;
    if (line.compare(to, remote.size(), remote) != 0) continue;
    return line.substr(to + remote.size());
  }
  return {};
}

}  // namespace

std::string outcome(ssize_t result) {
  return result == -1 ? strerrorname_np(errno) : std::to_string(result);
}

Listener listenLocally(int backlog) {
  Fd fd(check("socket", ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
  const SocketAddress anyPort("127.0.0.1", 0);
  check("bind", ::bind(fd.get(), anyPort.get(), anyPort.size()));
  check("listen", ::listen(fd.get(), backlog));
  const auto address = SocketAddress::localOf(fd.get());
  return {std::move(fd), address};
}

Fd acceptFrom(const Listener& listener) {
  if (pollFor(listener.fd(), POLLIN) == 0) {
    throw Failure("listener", "no client came in time");
  }
  return Fd(check("accept4",
                  ::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC)));
}

Fd beginConnect(const SocketAddress& address) {
  Fd fd(
      check("socket", ::socket(address.family(),
                               SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
  const int result = ::connect(fd.get(), address.get(), address.size());
  if (result < 0 && errno != EINPROGRESS) {
    throwErrno("connect", address.toString());
  }
  return fd;
}

Connection connectedPair() {
  const Listener listener = listenLocally();
  Fd client = connectTo(listener.address);
  Fd server = acceptFrom(listener);
  return {std::move(client), std::move(server)};
}

Connection localPair() {
  std::array<int, 2> pair{};
  check("socketpair",
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()));
  return {Fd(pair[0]), Fd(pair[1])};
}

void setNonBlocking(int fd) {
  const int flags = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL));
  check("fcntl F_SETFL", ::fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}

bool isNonBlocking(int fd) {
  return (check("fcntl F_GETFL", ::fcntl(fd, F_GETFL)) & O_NONBLOCK) != 0;
}

short pollFor(int fd, short events, std::chrono::milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  pollfd watched{fd, events, 0};
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    const int n = ::poll(
        &watched, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (n >= 0) return watched.revents;
    if (errno != EINTR) throwErrno("poll");
  }
}

void sendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    if (pollFor(fd, POLLOUT) == 0) {
      throw Failure("sendAll", fmt::format("the last {} bytes found no room",
                                           bytes.size()));
    }
    const ssize_t n =
        ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) continue;
    bytes.remove_prefix(static_cast<std::size_t>(check("send", n)));
  }
}

std::string receiveExactly(int fd, std::size_t n) {
  std::string all(n, '\0');
  std::size_t have = 0;
  while (have < n) {
    const bool ready = pollFor(fd, POLLIN) != 0;
    const ssize_t got =
        ready ? check("recv", ::recv(fd, all.data() + have, n - have, 0)) : 0;
    if (got == 0) {
      throw Failure("receiveExactly",
                    fmt::format("{} of {} bytes came, and then {}", have, n,
                                ready ? "the end of the stream" : "nothing"));
    }
    have += static_cast<std::size_t>(got);
  }
  return all;
}

std::size_t fillSendBuffer(int fd) {
  const std::string chunk(64 * 1024, 'x');
  std::size_t taken = 0;
  for (;;) {
    const ssize_t n =
        ::send(fd, chunk.data(), chunk.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN) return taken;
    taken += static_cast<std::size_t>(check("send", n));
  }
}

void limitKernelBuffers(int fd) {
  const int send = 200'000;  // the kernel doubles them: socket(7)
  const int receive = 50'000;
  check("setsockopt SO_SNDBUF",
        ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send, sizeof send));
  check("setsockopt SO_RCVBUF",
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive, sizeof receive));
}

void resetOnClose(int fd) {
  const linger now{1, 0};
  check("setsockopt SO_LINGER",
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now));
}

std::size_t unread(int fd) {
  int n = 0;
  check("ioctl FIONREAD", ::ioctl(fd, FIONREAD, &n));
  return static_cast<std::size_t>(n);
}

void waitUntilUnread(int fd, std::size_t n) {
  waitUntil(fmt::format("{} bytes have arrived", n),
            [&] { return unread(fd) == n; });
}

std::size_t unacknowledged(int fd) {
  int n = 0;
  check("ioctl SIOCOUTQ", ::ioctl(fd, SIOCOUTQ, &n));
  return static_cast<std::size_t>(n);
}

void waitUntilDelivered(int fd) {
  waitUntil("the peer's kernel has it all",
            [&] { return unacknowledged(fd) == 0; });
}

int takeError(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  check("getsockopt SO_ERROR",
        ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size));
  return error;
}

tcp_info tcpInfo(int fd) {
  tcp_info info{};
  socklen_t size = sizeof info;
  check("getsockopt TCP_INFO",
        ::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size));
  return info;
}

int tcpState(int fd) { return tcpInfo(fd).tcpi_state; }

void waitUntilTcpState(int fd, int state) {
  waitUntil(fmt::format("the socket is in TCP state {}", state),
            [&] { return tcpState(fd) == state; });
}

int tcpState(std::uint16_t localPort, std::uint16_t remotePort) {
  const std::string entry = tcpEntry(localPort, remotePort);
  return entry.empty() ? 0 : std::stoi(entry, nullptr, 16);
}

std::size_t unacknowledged(std::uint16_t localPort, std::uint16_t remotePort) {
  const std::string entry = tcpEntry(localPort, remotePort);
  constexpr std::size_t kState = 3;  // "01 "
  return entry.empty() ? 0 : std::stoul(entry.substr(kState), nullptr, 16);
}

// For a socket that listens, the kernel reports its queue in this field.
std::size_t queuedClients(int listener) {
  return tcpInfo(listener).tcpi_unacked;
}

}  // namespace oneloop::testing
