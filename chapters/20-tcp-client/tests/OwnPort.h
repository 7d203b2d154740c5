#pragma once

#include <netinet/tcp.h>

#include <cstdint>
#include <fstream>

#include "common/Fd.h"
#include "common/SocketAddress.h"
#include "common/testing/sockets.h"
#include "oneloop/InetAddress.h"
#include "tests/RefusedPort.h"

namespace oneloop::testing {

/// Leads the kernel to a port that it will soon choose for a client that
/// connects to this very port.
///
/// For each address that clients connect to, it goes through every second port
/// of ip_local_port_range, in random steps of at most 16. So it takes the port
/// in about one round of five.
class OwnPort {
 public:
  OwnPort() {
    std::uint16_t low = 0;
    std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> low >> count_;
    count_ -= low;
    while ((port_ - low) % 2 != 0) port_ = RefusedPort().address().port() ^ 1U;
  }

  InetAddress address() const { return {"127.0.0.1", port_}; }

  /// False if it has missed the port, or taken it itself.
  bool approach() const {
    for (unsigned i = 0; i < count_; ++i) {
      const Fd socket = beginConnect(SocketAddress("127.0.0.1", port_));
      const unsigned chosen = SocketAddress::localOf(socket.get()).port();
      if (chosen <= port_ && port_ - chosen <= 16) return chosen != port_;
    }
    return false;
  }

  /// The kernel remembers it for a while.
  bool wasConnectedToItself() const {
    return tcpState(port_, port_) == TCP_TIME_WAIT;
  }

 private:
  std::uint16_t port_ = 1;
  unsigned count_ = 0;
};

}  // namespace oneloop::testing
