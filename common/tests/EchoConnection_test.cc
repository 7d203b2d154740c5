#include "common/EchoConnection.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <utility>

#include "common/testing/sockets.h"

namespace oneloop {
namespace {

using testing::fillSendBuffer;
using testing::receiveExactly;
using testing::sendAll;
using testing::unread;
using Progress = EchoConnection::Progress;

// A connection over a socket pair, where everything arrives at once.
struct Echo {
  testing::Connection pair = nonBlockingPair();
  Fd peer = std::move(pair.client);
  EchoConnection connection{std::move(pair.server)};

  static testing::Connection nonBlockingPair() {
    auto pair = testing::localPair();
    testing::setNonBlocking(pair.client.get());
    testing::setNonBlocking(pair.server.get());
    return pair;
  }

  // Sends to the peer until its socket is full: as it is when the peer does
  // not read. Returns how many bytes that were.
  std::size_t blockPeer() { return fillSendBuffer(connection.fd()); }
};

TEST_CASE("an EchoConnection with nothing to do waits for its peer") {
  Echo echo;
  CHECK(echo.connection.step() == Progress::kWaits);
  CHECK_FALSE(echo.connection.waitsForWrite());
}

TEST_CASE("an EchoConnection sends back what it receives in one step") {
  Echo echo;
  sendAll(echo.peer.get(), "hello");
  CHECK(echo.connection.step() == Progress::kMoved);
  CHECK(receiveExactly(echo.peer.get(), 5) == "hello");
  CHECK(echo.connection.step() == Progress::kWaits);
}

TEST_CASE("an EchoConnection keeps what its peer does not take") {
  Echo echo;
  const std::size_t before = echo.blockPeer();
  sendAll(echo.peer.get(), "hello");

  CHECK(echo.connection.step() == Progress::kWaits);
  CHECK(echo.connection.waitsForWrite());
  CHECK(echo.connection.step() == Progress::kWaits);

  receiveExactly(echo.peer.get(), before);
  CHECK(echo.connection.step() == Progress::kMoved);
  CHECK_FALSE(echo.connection.waitsForWrite());
  CHECK(receiveExactly(echo.peer.get(), 5) == "hello");
}

TEST_CASE("an EchoConnection does not read while bytes wait to be sent") {
  Echo echo;
  const std::size_t before = echo.blockPeer();
  sendAll(echo.peer.get(), "one");
  REQUIRE(echo.connection.step() == Progress::kWaits);
  sendAll(echo.peer.get(), "two");

  for (int i = 0; i < 3; ++i) {
    CHECK(echo.connection.step() == Progress::kWaits);
    CHECK(unread(echo.connection.fd()) == 3);
  }

  receiveExactly(echo.peer.get(), before);
  CHECK(echo.connection.step() == Progress::kMoved);  // sends the first
  CHECK(unread(echo.connection.fd()) == 3);
  CHECK(echo.connection.step() == Progress::kMoved);
  CHECK(receiveExactly(echo.peer.get(), 6) == "onetwo");
}

TEST_CASE("an EchoConnection sends the rest after a short write") {
  auto [client, server] = testing::connectedPair();
  testing::setNonBlocking(server.get());
  const int least = 1;
  REQUIRE(::setsockopt(server.get(), SOL_SOCKET, SO_SNDBUF, &least,
                       sizeof least) == 0);
  EchoConnection connection(std::move(server));
  std::string message;
  while (message.size() < 64 * 1024) message += std::to_string(message.size());
  message.resize(64 * 1024);
  sendAll(client.get(), message);
  testing::waitUntilUnread(connection.fd(), message.size());

  CHECK(connection.step() == Progress::kMoved);
  CHECK(connection.waitsForWrite());  // its socket took less than it had

  std::string echoed;
  while (echoed.size() < message.size()) {
    testing::pollFor(connection.fd(), POLLOUT);
    connection.step();
    if (const auto n = unread(client.get())) {
      echoed += receiveExactly(client.get(), n);
    }
  }
  CHECK(echoed == message);
  CHECK_FALSE(connection.waitsForWrite());
}

TEST_CASE("an EchoConnection is closed when its peer's stream ends") {
  Echo echo;
  sendAll(echo.peer.get(), "bye");
  REQUIRE(::shutdown(echo.peer.get(), SHUT_WR) == 0);

  CHECK(echo.connection.step() == Progress::kMoved);
  CHECK(receiveExactly(echo.peer.get(), 3) == "bye");
  CHECK(echo.connection.step() == Progress::kClosed);
}

TEST_CASE("an EchoConnection answers a half closed peer to the last byte") {
  Echo echo;
  const std::size_t before = echo.blockPeer();
  sendAll(echo.peer.get(), "bye");
  REQUIRE(::shutdown(echo.peer.get(), SHUT_WR) == 0);

  CHECK(echo.connection.step() == Progress::kWaits);
  receiveExactly(echo.peer.get(), before);
  CHECK(echo.connection.step() == Progress::kMoved);
  CHECK(echo.connection.step() == Progress::kClosed);
  CHECK(receiveExactly(echo.peer.get(), 3) == "bye");
}

TEST_CASE("an EchoConnection survives that its peer is gone") {
  Echo echo;
  sendAll(echo.peer.get(), "hello");
  echo.peer.reset();
  // send gives EPIPE; without MSG_NOSIGNAL this test would end here.
  CHECK(echo.connection.step() == Progress::kClosed);
}

TEST_CASE("an EchoConnection is closed when its peer resets") {
  auto [client, server] = testing::connectedPair();
  testing::setNonBlocking(server.get());
  EchoConnection connection(std::move(server));
  testing::resetOnClose(client.get());
  client.reset();
  REQUIRE(testing::pollFor(connection.fd(), POLLIN) != 0);
  CHECK(connection.step() == Progress::kClosed);
}

}  // namespace
}  // namespace oneloop
