#pragma once

#include <sys/socket.h>

#include "common/Fd.h"
#include "common/SocketAddress.h"
#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/sockets.h"
#include "oneloop/InetAddress.h"

namespace oneloop::testing {

inline InetAddress inetAddress(const SocketAddress& address) {
  return {"127.0.0.1", address.port()};
}

/// A port of 127.0.0.1 that nobody else gets, and on which nobody listens yet:
/// a connect is refused, until listen() is called.
class RefusedPort {
 public:
  RefusedPort() {
    const SocketAddress any("127.0.0.1", 0);
    check("bind", ::bind(socket_.get(), any.get(), any.size()));
  }

  InetAddress address() const { return InetAddress::localOf(socket_.get()); }

  /// The server appears.
  Listener listen() {
    check("listen", ::listen(socket_.get(), SOMAXCONN));
    const SocketAddress address = SocketAddress::localOf(socket_.get());
    return {std::move(socket_), address};
  }

 private:
  Fd socket_{check("socket", ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))};
};

/// A port of 127.0.0.1 whose queue is full: the kernel drops the packet that
/// asks for a connection, so a connect neither succeeds nor fails (for two
/// minutes).
class FullPort {
 public:
  InetAddress address() const { return inetAddress(listener_.address); }

 private:
  Listener listener_ = listenLocally(0);  // room for one
  Fd first_ = connectTo(listener_.address);
};

}  // namespace oneloop::testing
