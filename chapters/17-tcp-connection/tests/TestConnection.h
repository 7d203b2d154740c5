#pragma once

#include <fmt/ranges.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/testing/sockets.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/InetAddress.h"
#include "oneloop/TcpConnection.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {

/// A TcpConnection that is not established yet, and the socket of its peer.
/// Megabytes never fit into the kernel, so most of them wait in the connection.
struct ConnectionAndPeer {
  TcpConnectionPtr connection;
  Fd peer;
};
inline ConnectionAndPeer makeConnection(EventLoop* loop, TcpSettings settings,
                                        std::int64_t id) {
  Connection pair = connectedPair();
  setNonBlocking(pair.server.get());
  limitKernelBuffers(pair.server.get());
  limitKernelBuffers(pair.client.get());
  const InetAddress peerAddress = InetAddress::peerOf(pair.server.get());
  auto connection = std::make_shared<TcpConnection>(
      loop, std::make_shared<const TcpSettings>(std::move(settings)), id,
      std::move(pair.server), peerAddress);
  return {std::move(connection), std::move(pair.client)};
}

/// A TcpConnection on a loop of its own, what it is called for, and its peer.
class TestConnection {
 public:
  /// `onMessage`, or else what comes is added to `received`.
  explicit TestConnection(MessageCallback onMessage = {},
                          TcpSettings settings = {}) {
    settings.name = "test";
    settings.connectionCallback = [this](const TcpConnectionPtr& c) {
      events.push_back(c->connected() ? "up" : "down");
    };
    settings.messageCallback = std::move(onMessage);
    if (!settings.messageCallback) {
      settings.messageCallback = [this](const TcpConnectionPtr&, Buffer* buffer,
                                        Timestamp) {
        received += buffer->retrieveAllAsString();
      };
    }
    settings.closeCallback = [this](const TcpConnectionPtr&) {
      events.push_back("close");
      connection.reset();
    };
    ConnectionAndPeer made = makeConnection(loop.get(), settings, 7);
    connection = std::move(made.connection);
    peer = std::move(made.peer);
  }
  ~TestConnection() {
    if (connection) connection->connectDestroyed();
  }

  TestConnection& established() {
    connection->connectEstablished();
    return *this;
  }
  void runUntilClosed() {
    loop.runUntil("it is closed", [this] { return connection == nullptr; });
  }

  /// The events in one line, for a judge to show: "up, down".
  std::string told() const {
    return fmt::format("{}", fmt::join(events, ", "));
  }

  using Events = std::vector<std::string>;
  TestLoop loop;
  Fd peer;
  TcpConnectionPtr connection;  // as a server holds it
  Events events;                // "up", "down", "close"
  std::string received;
};

}  // namespace oneloop::testing
