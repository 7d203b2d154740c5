#include <doctest/doctest.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "oneloop/Acceptor.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A server, started: "listens", or why it does not.
class Server {
 public:
  Server(TestLoop& loop, const std::string& name, const InetAddress& address,
         bool reusePort) {
    try {
      acceptor = std::make_unique<Acceptor>(loop.get(), address, reusePort);
      acceptor->listen();
      result = "listens";
    } catch (const std::system_error& error) {
      result = error.code().message();
    }
    steps::add(name, (reusePort ? "starts, and agrees to share its port: "
                                : "starts: ") +
                         result);
  }

  std::unique_ptr<Acceptor> acceptor;
  std::string result;
};

const InetAddress kFree("127.0.0.1", 0);

TEST_CASE("a second server on the same port is refused") {
  TestLoop loop;
  const Server first(loop, "server", kFree, false);
  REQUIRE(first.result == "listens");
  const Server second(loop, "second server", first.acceptor->address(), false);
  CHECK(second.result == "Address already in use");
}

TEST_CASE("if only one of them agrees to share the other is refused, too") {
  TestLoop loop;
  const Server first(loop, "server", kFree, false);
  const Server second(loop, "second server", first.acceptor->address(), true);
  CHECK(second.result == "Address already in use");
}

TEST_CASE("two that agree to share a port do") {
  TestLoop loop;
  const Server first(loop, "server", kFree, true);
  const Server second(loop, "second server", first.acceptor->address(), true);
  CHECK(second.result == "listens");
}

// The server closes first, so its side of the connection is in TIME_WAIT.
TEST_CASE("a restarted server has its port at once") {
  TestLoop loop;
  Server first(loop, "server", kFree, false);
  const InetAddress address = first.acceptor->address();
  first.acceptor->setNewConnectionCallback([](Fd, const InetAddress&) {});
  {
    const Fd client = connectTo({address.toIp(), address.port()});
    const auto port = InetAddress::localOf(client.get()).port();
    loop.runUntil("the client reads the end", [&] {
      return pollFor(client.get(), POLLIN, std::chrono::milliseconds(0)) != 0;
    });
    first.acceptor.reset();
    ::shutdown(client.get(), SHUT_WR);
    waitUntil("the server's side is in TIME_WAIT",
              [&] { return tcpState(address.port(), port) == TCP_TIME_WAIT; });
    steps::add("server", "has closed a connection, and stops");
  }
  const Server again(loop, "server", address, false);
  CHECK(again.result == "listens");
}

}  // namespace
}  // namespace oneloop::testing
