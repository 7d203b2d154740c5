// The end of a connection: an orderly one (FIN), and a reset (RST).

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

std::string receiveOutcome(const Fd& fd) {
  char byte = 0;
  return outcome(::recv(fd.get(), &byte, 1, 0));
}

std::string sendOutcome(const Fd& fd) {
  return outcome(::send(fd.get(), "x", 1, MSG_NOSIGNAL));
}

// How much can be read, and what the recv after that says.
struct Rest {
  std::size_t bytes = 0;
  std::string end;
};
Rest readRest(const Fd& fd) {
  Rest rest;
  std::string buffer(64 * 1024, '\0');
  for (;;) {
    REQUIRE(pollFor(fd.get(), POLLIN) != 0);
    const ssize_t n = ::recv(fd.get(), buffer.data(), buffer.size(), 0);
    rest.end = outcome(n);
    if (n <= 0) return rest;
    rest.bytes += static_cast<std::size_t>(n);
  }
}

TEST_CASE("close sends what is unsent and then the end") {
  auto [client, server] = connectedPair();
  const std::size_t sent = fillSendBuffer(server.get());

  server.reset();

  const Rest rest = readRest(client);
  CHECK(rest.bytes == sent);
  CHECK(rest.end == "0");
}

TEST_CASE("close with unread input resets the connection") {
  auto [client, server] = connectedPair();
  sendAll(client.get(), "one more thing");
  waitUntilUnread(server.get(), 14);

  server.reset();

  REQUIRE(pollFor(client.get(), POLLIN) != 0);
  CHECK(receiveOutcome(client) == "ECONNRESET");
}

TEST_CASE("close with unread input loses the answer that is on its way") {
  auto [client, server] = connectedPair();
  const std::size_t sent = fillSendBuffer(server.get());
  sendAll(client.get(), "one more thing");
  waitUntilUnread(server.get(), 14);

  server.reset();

  const Rest rest = readRest(client);
  CHECK(rest.end == "ECONNRESET");
  CHECK(rest.bytes < sent);
  MESSAGE("of " << sent << " bytes sent, " << rest.bytes << " arrived");
}

TEST_CASE("lingering for 0 seconds makes close send a reset") {
  auto [client, server] = connectedPair();
  resetOnClose(server.get());
  server.reset();
  REQUIRE(pollFor(client.get(), POLLIN) != 0);
  CHECK(receiveOutcome(client) == "ECONNRESET");
}

TEST_CASE("after a reset recv gives ECONNRESET once and then 0") {
  auto [client, server] = connectedPair();
  resetOnClose(client.get());
  client.reset();
  REQUIRE(pollFor(server.get(), POLLIN) != 0);

  CHECK(receiveOutcome(server) == "ECONNRESET");
  CHECK(receiveOutcome(server) == "0");
  CHECK(receiveOutcome(server) == "0");
  CHECK(sendOutcome(server) == "EPIPE");
}

TEST_CASE("after the peer closed one send succeeds and the next gives EPIPE") {
  auto [client, server] = connectedPair();
  client.reset();
  REQUIRE(pollFor(server.get(), POLLIN) != 0);
  REQUIRE(receiveOutcome(server) == "0");

  CHECK(sendOutcome(server) == "1");
  // The peer's kernel answers: nobody is there any more (RST).
  waitUntilTcpState(server.get(), TCP_CLOSE);
  CHECK(sendOutcome(server) == "EPIPE");
  CHECK(receiveOutcome(server) == "0");
}

TEST_CASE("SIGPIPE kills a process that does not ask otherwise") {
  auto [client, server] = localPair();
  client.reset();
  Child writer(
      [fd = server.get()] { return ::send(fd, "x", 1, 0) < 0 ? errno : 0; });
  CHECK(writer.wait().toString() == "ended by SIGPIPE");
}

TEST_CASE("MSG_NOSIGNAL turns SIGPIPE into EPIPE") {
  auto [client, server] = localPair();
  client.reset();
  CHECK(sendOutcome(server) == "EPIPE");
}

TEST_CASE("ignoring SIGPIPE turns it into EPIPE for the whole process") {
  auto [client, server] = localPair();
  client.reset();
  Child writer([fd = server.get()] {
    std::signal(SIGPIPE, SIG_IGN);
    return ::send(fd, "x", 1, 0) < 0 ? errno : 0;
  });
  CHECK(writer.wait().code == EPIPE);
}

TEST_CASE("close does not end a connection that another process still holds") {
  auto [client, server] = connectedPair();
  Child holder([fd = server.get()] {
    char byte = 0;
    return static_cast<int>(::recv(fd, &byte, 1, 0));
  });
  procfs::waitUntilAsleepIn(holder.pid(), {"recvfrom"});

  server.reset();
  CHECK(tcpState(client.get()) == TCP_ESTABLISHED);
  sendAll(client.get(), "x");
  CHECK(holder.wait().code == 1);

  CHECK(receiveOutcome(client) == "0");  // its last owner has ended
}

TEST_CASE("shutdown ends the connection for everyone and wakes a recv") {
  const auto [client, server] = connectedPair();
  Child holder([fd = server.get()] {
    char byte = 0;
    return static_cast<int>(::recv(fd, &byte, 1, 0));
  });
  procfs::waitUntilAsleepIn(holder.pid(), {"recvfrom"});

  REQUIRE(::shutdown(server.get(), SHUT_RDWR) == 0);

  CHECK(holder.wait().code == 0);
  CHECK(receiveOutcome(client) == "0");
}

}  // namespace
}  // namespace oneloop::testing
