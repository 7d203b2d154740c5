#include <doctest/doctest.h>
#include <poll.h>

#include <memory>
#include <thread>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/TcpClient.h"
#include "oneloop/TcpConnection.h"
#include "tests/RefusedPort.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A client that is connected, and a program that holds its connection.
class Held {
 public:
  Held() {
    client = std::make_unique<TcpClient>(loop.get(),
                                         inetAddress(server.address), "client");
    client->setConnectionCallback([this](const TcpConnectionPtr& c) {
      if (!c->connected()) ++downs;
    });
    client->connect();
    loop.runUntil("it is connected",
                  [this] { return client->connection() != nullptr; });
    connection = client->connection();
    peer = acceptFrom(server);
  }

  const Deadline limit{"the client"};
  const Listener server = listenLocally();
  TestLoop loop;
  int downs = 0;
  TcpConnectionPtr connection;
  Fd peer;
  std::unique_ptr<TcpClient> client;
};

TEST_CASE("the server hangs up when the client is gone") {
  Held held;
  steps::add("program", "destroys the client, and holds the connection");
  held.client.reset();
  steps::add("server", "hangs up");
  held.peer.reset();
  held.loop.runUntil("the end has come",
                     [&] { return held.connection->disconnected(); });
  held.loop.turn();
  CHECK(held.downs == 0);  // nobody is there to be told
}

TEST_CASE("the connection ends with its client") {
  Held held;
  held.client.reset();
  CHECK(held.connection->disconnected());
  CHECK((pollFor(held.peer.get(), POLLIN) & POLLIN) != 0);
}

TEST_CASE("a client with retry does not come back when it is gone") {
  Held held;
  held.client->enableRetry();
  held.client->setRetryDelay(0.001, 0.001);
  held.client.reset();
  held.peer.reset();
  bool passed = false;
  held.loop.get()->runAfter(0.02, [&] { passed = true; });
  held.loop.runUntil("20 ms have passed", [&] { return passed; });
  CHECK(queuedClients(held.server.fd()) == 0);
}

TEST_CASE("another thread may destroy the client") {
  Held held;
  steps::add("thread 2", "destroys the client");
  std::thread([&] { held.client.reset(); }).join();
  held.loop.runUntil("the end has come",
                     [&] { return held.connection->disconnected(); });
  CHECK(held.downs == 0);
}

TEST_CASE("the callback of the end may destroy the client") {
  Held held;
  held.connection->setConnectionCallback(
      [&](const TcpConnectionPtr&) { held.client.reset(); });
  held.peer.reset();
  held.loop.runUntil("it is destroyed", [&] { return held.client == nullptr; });
  held.loop.turn();
  CHECK(held.connection->disconnected());
}

}  // namespace
}  // namespace oneloop::testing
