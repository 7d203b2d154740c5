// A client that comes before its server: it is refused twice, and tries again.
// Then the server listens, and the client is served. Both are in one loop.

#include <fmt/core.h>

#include <cstdio>
#include <string_view>
#include <system_error>

#include "common/SocketAddress.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpClient.h"
#include "oneloop/TcpConnection.h"
#include "oneloop/TcpServer.h"

using namespace oneloop;

namespace {

void say(std::string_view who, std::string_view what) {
  fmt::print("{}  {}\n", who, what);
  std::fflush(stdout);
}

}  // namespace

// #region main
int main() {
  EventLoop loop;
  // It has its port, and does not listen yet.
  TcpServer server(&loop, InetAddress("127.0.0.1", 0), "server");
  server.setMessageCallback(
      [](const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
        say("server", "gets " + buffer->retrieveAllAsString());
        connection->send("pong");
      });

  const auto port = SocketAddress::parse(server.ipPort()).port();
  TcpClient client(&loop, InetAddress("127.0.0.1", port), "client");
  client.setRetryDelay(0.1, 10);
  int failures = 0;
  client.setConnectFailureCallback([&](int error) {
    say("client", std::generic_category().message(error));
    if (++failures == 2) {
      say("server", "listens");
      server.start();
    }
  });
  client.setConnectionCallback([&](const TcpConnectionPtr& connection) {
    if (connection->connected()) {
      say("client", "is connected");
      connection->send("ping");
    } else {
      say("client", "has left");
      loop.quit();
    }
  });
  client.setMessageCallback(
      [&](const TcpConnectionPtr&, Buffer* buffer, Timestamp) {
        say("client", "gets " + buffer->retrieveAllAsString());
        client.disconnect();
      });
  client.connect();
  loop.loop();
}
// #endregion main
