#pragma once

#include <chrono>
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
    Connection pair = connectedPair();
    peer = std::move(pair.client);
    setNonBlocking(pair.server.get());
    const InetAddress peerAddress = InetAddress::peerOf(pair.server.get());
    connection = std::make_shared<TcpConnection>(
        loop.get(), std::make_shared<const TcpSettings>(std::move(settings)), 7,
        std::move(pair.server), peerAddress);
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

  using Events = std::vector<std::string>;
  TestLoop loop;
  Fd peer;
  TcpConnectionPtr connection;  // as a server holds it
  Events events;                // "up", "down", "close"
  std::string received;
};

}  // namespace oneloop::testing
