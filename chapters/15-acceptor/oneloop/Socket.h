#pragma once

#include <netinet/tcp.h>

#include <cstddef>
#include <string>
#include <utility>

#include "common/Fd.h"

namespace oneloop {

class InetAddress;

/// Owns a TCP socket: the calls that a listener and a connection need.
///
/// Not thread-safe. Those that fail throw std::system_error, naming the call.
/// muduo/net/Socket.h.
class Socket {
 public:
  /// A new non-blocking socket for addresses of `family`.
  static Socket create(int family);

  explicit Socket(Fd fd) noexcept : fd_(std::move(fd)) {}
  /// Takes over an open descriptor.
  explicit Socket(int fd) noexcept : fd_(fd) {}

  int fd() const noexcept { return fd_.get(); }

  void bindAddress(const InetAddress& local);
  void listen();

  /// A client that waits, as a non-blocking socket, and its address; or an
  /// empty Fd, with errno set (see common/accept.h).
  Fd accept(InetAddress* peer) noexcept;

  /// Sends a FIN after what has been sent: the peer reads 0, and may go on
  /// sending. A peer that is gone already is no error.
  void shutdownWrite();

  /// Send small pieces at once (on) or wait for an answer or a full packet:
  /// tcp(7).
  void setTcpNoDelay(bool on);
  /// Bind to a port on which old connections linger: socket(7).
  void setReuseAddr(bool on);
  /// Several sockets listen on one port, and the kernel deals clients out.
  void setReusePort(bool on);
  /// Let the kernel find out that a silent peer is gone.
  void setKeepAlive(bool on);

  /// The error that waits to be told, which this takes back; 0: there is none.
  /// SO_ERROR in socket(7).
  int takeError() const noexcept;
  /// Bytes that have come and were not read; bytes that were sent and that the
  /// peer has not confirmed. 0 if the kernel does not say. SIOCINQ and SIOCOUTQ
  /// in tcp(7).
  std::size_t unreadBytes() const noexcept;
  std::size_t unconfirmedBytes() const noexcept;
  /// Closes it now. fd() is -1 from then on.
  void close() noexcept { fd_.reset(); }

  /// What the kernel knows of the connection. False if it is not TCP.
  bool getTcpInfo(tcp_info* info) const noexcept;
  /// "unrecovered=0 rto=204000 ...", or "" if it is not TCP.
  std::string getTcpInfoString() const;

 private:
  void set(int level, int option, const char* name, bool on);
  std::size_t queued(unsigned long request) const noexcept;

  Fd fd_;
};

}  // namespace oneloop
