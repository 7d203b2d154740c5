#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "tests/EchoServer.h"

namespace oneloop::testing {
namespace {

// In a process of its own, since a call in the wrong thread ends it.
void serveAndDestroy(int threads) {
  steps::add("server", "has " + std::to_string(threads) + " threads");
  steps::add("six clients", "are connected, and stay");
  steps::add("program", "destroys the server, in the thread of its own loop");
  Call call("~TcpServer", [threads] {
    EchoServer echo(threads);
    echo.start();
    std::vector<Fd> clients;
    for (int i = 0; i < 6; ++i) clients.push_back(echo.connect());
    echo.waitForConnections(6);
    echo.destroy();
    int ended = 0;
    char byte = 0;
    for (const Fd& client : clients) {
      ended += ::recv(client.get(), &byte, 1, 0) == 0 ? 1 : 0;
    }
    return fmt::format("{} callbacks, {} clients heard", echo.downs.load(),
                       ended);
  });
  CHECK(call.result() == "6 callbacks, 6 clients heard");
}

TEST_CASE("a server with one loop is destroyed while clients are connected") {
  serveAndDestroy(0);
}

TEST_CASE("a server with loops in threads is destroyed as well") {
  serveAndDestroy(3);
}

}  // namespace
}  // namespace oneloop::testing
