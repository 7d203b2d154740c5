#include "oneloop/Socket.h"

#include <fmt/core.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>

#include "common/check.h"
#include "oneloop/InetAddress.h"

namespace oneloop {

Socket Socket::create(int family) {
  return Socket(Fd(
      check("socket",
            ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))));
}

void Socket::bindAddress(const InetAddress& local) {
  check("bind", ::bind(fd(), local.getSockAddr(), local.size()),
        local.toIpPort());
}

void Socket::listen() { check("listen", ::listen(fd(), SOMAXCONN)); }

// #region accept
Fd Socket::accept(InetAddress* peer) noexcept {
  sockaddr_in6 address{};
  socklen_t size = sizeof address;
  // The new socket does not inherit O_NONBLOCK: accept4 sets it.
  Fd client(::accept4(fd(), reinterpret_cast<sockaddr*>(&address), &size,
                      SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (client) peer->setSockAddrInet6(address);
  return client;
}
// #endregion accept

void Socket::shutdownWrite() {
  if (::shutdown(fd(), SHUT_WR) == -1 && errno != ENOTCONN) {
    throwErrno("shutdown");
  }
}

void Socket::setTcpNoDelay(bool on) {
  set(IPPROTO_TCP, TCP_NODELAY, "setsockopt TCP_NODELAY", on);
}
void Socket::setReuseAddr(bool on) {
  set(SOL_SOCKET, SO_REUSEADDR, "setsockopt SO_REUSEADDR", on);
}
void Socket::setReusePort(bool on) {
  set(SOL_SOCKET, SO_REUSEPORT, "setsockopt SO_REUSEPORT", on);
}
void Socket::setKeepAlive(bool on) {
  set(SOL_SOCKET, SO_KEEPALIVE, "setsockopt SO_KEEPALIVE", on);
}

void Socket::set(int level, int option, const char* name, bool on) {
  const int value = on ? 1 : 0;
  check(name, ::setsockopt(fd(), level, option, &value, sizeof value));
}

int Socket::takeError() const noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  const int result = ::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size);
  return result == -1 ? errno : error;
}

std::size_t Socket::unreadBytes() const noexcept { return queued(SIOCINQ); }
std::size_t Socket::unconfirmedBytes() const noexcept {
  return queued(SIOCOUTQ);
}

std::size_t Socket::queued(unsigned long request) const noexcept {
  int bytes = 0;
  const bool known = ::ioctl(fd(), request, &bytes) == 0 && bytes > 0;
  return known ? static_cast<std::size_t>(bytes) : 0;
}

bool Socket::getTcpInfo(tcp_info* info) const noexcept {
  socklen_t size = sizeof *info;
  *info = {};
  return ::getsockopt(fd(), IPPROTO_TCP, TCP_INFO, info, &size) == 0;
}

std::string Socket::getTcpInfoString() const {
  tcp_info info{};
  if (!getTcpInfo(&info)) return {};
  return fmt::format(
      "unrecovered={} rto={} ato={} snd_mss={} rcv_mss={} lost={} retrans={} "
      "rtt={} rttvar={} sshthresh={} cwnd={} total_retrans={}",
      info.tcpi_retransmits, info.tcpi_rto, info.tcpi_ato, info.tcpi_snd_mss,
      info.tcpi_rcv_mss, info.tcpi_lost, info.tcpi_retrans, info.tcpi_rtt,
      info.tcpi_rttvar, info.tcpi_snd_ssthresh, info.tcpi_snd_cwnd,
      info.tcpi_total_retrans);
}

}  // namespace oneloop
