#include <doctest/doctest.h>
#include <fmt/core.h>

#include "common/testing/Client.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/01-blocking/wrong-port/listen_at.h"

namespace oneloop::testing {
namespace {

// A port that is free now, and that nobody else is given soon: the kernel
// gives its own choices from the upper half.
std::uint16_t freePort() {
  for (std::uint16_t port = 20'007;; ++port) {
    const Fd probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const SocketAddress address("127.0.0.1", port);
    if (::bind(probe.get(), address.get(), address.size()) == 0) return port;
  }
}

TEST_CASE("the server listens at the port it was told") {
  const std::uint16_t port = freePort();
  steps::add("server",
             fmt::format("is told to listen at port {0} (0x{0:x})", port));
  const Fd listener = listenAt(port);
  const std::uint16_t actual = SocketAddress::localOf(listener.get()).port();
  if (actual != port) {
    throw Failure("server", fmt::format("was told port {0} (0x{0:x}), and "
                                        "listens at port {1} (0x{1:x})",
                                        port, actual));
  }
  const Client client({"127.0.0.1", port}, "client", kPatience);
}

TEST_CASE("port 0 lets the kernel choose") {
  const Fd listener = listenAt(0);
  CHECK(SocketAddress::localOf(listener.get()).port() != 0);
}

}  // namespace
}  // namespace oneloop::testing
