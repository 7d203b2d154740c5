// TCP is a stream of bytes: what recv and send return, and when they wait.

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

// One recv of at most `n` bytes.
std::string receiveOnce(const Fd& fd, std::size_t n, int flags = 0) {
  std::string buffer(n, '\0');
  const ssize_t got = ::recv(fd.get(), buffer.data(), n, flags);
  REQUIRE(got >= 0);
  buffer.resize(static_cast<std::size_t>(got));
  return buffer;
}

TEST_CASE("two sends can arrive in one recv") {
  const auto [client, server] = connectedPair();
  sendAll(client.get(), "hello ");
  sendAll(client.get(), "world");
  waitUntilUnread(server.get(), 11);
  CHECK(receiveOnce(server, 100) == "hello world");
}

TEST_CASE("one send can arrive in many recvs") {
  const auto [client, server] = connectedPair();
  sendAll(client.get(), "hello");
  waitUntilUnread(server.get(), 5);
  CHECK(receiveOnce(server, 2) == "he");
  CHECK(receiveOnce(server, 2) == "ll");
  CHECK(receiveOnce(server, 2) == "o");
}

TEST_CASE("a send of no bytes sends nothing") {
  const auto [client, server] = connectedPair();
  CHECK(outcome(::send(client.get(), "", 0, 0)) == "0");
  sendAll(client.get(), "x");
  waitUntilUnread(server.get(), 1);
  CHECK(receiveOnce(server, 100) == "x");
}

TEST_CASE("a recv that waits sleeps until the first byte arrives") {
  const auto [client, server] = connectedPair();
  Child reader([fd = server.get()] {
    std::array<char, 100> buffer{};
    return static_cast<int>(::recv(fd, buffer.data(), buffer.size(), 0));
  });
  procfs::waitUntilAsleepIn(reader.pid(), {"recvfrom"});

  sendAll(client.get(), "x");

  CHECK(reader.wait().code == 1);  // it did not wait to fill its buffer
}

TEST_CASE("a recv with MSG_WAITALL waits until its buffer is full") {
  const auto [client, server] = connectedPair();
  sendAll(client.get(), "hello");
  waitUntilUnread(server.get(), 5);
  Child reader([fd = server.get()] {
    std::array<char, 10> buffer{};
    return static_cast<int>(
        ::recv(fd, buffer.data(), buffer.size(), MSG_WAITALL));
  });
  waitUntilUnread(server.get(), 0);
  procfs::waitUntilAsleepIn(reader.pid(), {"recvfrom"});

  sendAll(client.get(), "world");

  CHECK(reader.wait().code == 10);
}

TEST_CASE("even MSG_WAITALL returns less when the stream ends") {
  const auto [client, server] = connectedPair();
  sendAll(client.get(), "hello");
  REQUIRE(::shutdown(client.get(), SHUT_WR) == 0);
  CHECK(receiveOnce(server, 10, MSG_WAITALL) == "hello");
}

TEST_CASE("send succeeds although the peer reads nothing") {
  const auto [client, server] = connectedPair();
  CHECK(outcome(::send(client.get(), "hello", 5, 0)) == "5");
  waitUntilDelivered(client.get());
  CHECK(unread(server.get()) == 5);
}

TEST_CASE("send sleeps when the buffers on both sides are full") {
  const auto [client, server] = connectedPair();
  constexpr std::size_t kMoreThanBuffers = 32 << 20;
  Child writer([fd = client.get()] {
    const std::string much(kMoreThanBuffers, 'x');
    const ssize_t n = ::send(fd, much.data(), much.size(), 0);
    return n == static_cast<ssize_t>(much.size()) ? 0 : 1;
  });
  procfs::waitUntilAsleepIn(writer.pid(), {"sendto"});

  receiveExactly(server.get(), kMoreThanBuffers);

  CHECK(writer.wait().toString() == "exit status 0");
}

TEST_CASE("recv returns 0 at the end of the stream and again after it") {
  auto [client, server] = connectedPair();
  sendAll(client.get(), "bye");
  client.reset();
  CHECK(receiveExactly(server.get(), 3) == "bye");
  CHECK(receiveOnce(server, 100) == "");
  CHECK(receiveOnce(server, 100) == "");
}

TEST_CASE("after recv returned 0 writing to the peer may still work") {
  const auto [client, server] = connectedPair();
  REQUIRE(::shutdown(client.get(), SHUT_WR) == 0);
  REQUIRE(receiveOnce(server, 100) == "");

  sendAll(server.get(), "the answer");

  CHECK(receiveExactly(client.get(), 10) == "the answer");
}

TEST_CASE("after shutdown of the sending half send gives EPIPE") {
  const auto [client, server] = connectedPair();
  REQUIRE(::shutdown(client.get(), SHUT_WR) == 0);
  CHECK(outcome(::send(client.get(), "x", 1, MSG_NOSIGNAL)) == "EPIPE");
}

TEST_CASE("a half closed connection waits for the other half") {
  auto [client, server] = connectedPair();
  REQUIRE(::shutdown(client.get(), SHUT_WR) == 0);
  waitUntilTcpState(client.get(), TCP_FIN_WAIT2);
  waitUntilTcpState(server.get(), TCP_CLOSE_WAIT);

  // Without an end of its own, the server keeps both like this for ever.
  server.reset();

  CHECK(receiveOnce(client, 100) == "");
  waitUntilTcpState(client.get(), TCP_CLOSE);  // as its owner sees TIME_WAIT
}

}  // namespace
}  // namespace oneloop::testing
