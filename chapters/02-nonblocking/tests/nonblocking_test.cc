// O_NONBLOCK: how to set it, what it belongs to, and who inherits it.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "common/connectTo.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

Fd tcpSocket(int flags = 0) {
  return Fd(::socket(AF_INET, SOCK_STREAM | flags, 0));
}

std::string receiveOutcome(const Fd& fd, int flags = 0) {
  char byte = 0;
  return outcome(::recv(fd.get(), &byte, 1, flags));
}

TEST_CASE("a new socket blocks") {
  CHECK_FALSE(isNonBlocking(tcpSocket().get()));
}

TEST_CASE("fcntl makes a socket that exists non-blocking and blocking again") {
  const auto [client, server] = connectedPair();
  const int flags = ::fcntl(server.get(), F_GETFL);

  REQUIRE(::fcntl(server.get(), F_SETFL, flags | O_NONBLOCK) == 0);
  CHECK(receiveOutcome(server) == "EAGAIN");

  REQUIRE(::fcntl(server.get(), F_SETFL, flags & ~O_NONBLOCK) == 0);
  CHECK_FALSE(isNonBlocking(server.get()));
}

TEST_CASE("SOCK_NONBLOCK makes a socket non-blocking from its first moment") {
  CHECK(isNonBlocking(tcpSocket(SOCK_NONBLOCK).get()));
  std::array<int, 2> pair{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) ==
          0);
  const Fd one(pair[0]);
  const Fd other(pair[1]);
  CHECK(isNonBlocking(one.get()));
  CHECK(isNonBlocking(other.get()));
}

TEST_CASE("ioctl with FIONBIO does the same as fcntl") {
  const Fd socket = tcpSocket();
  int on = 1;
  REQUIRE(::ioctl(socket.get(), FIONBIO, &on) == 0);
  CHECK(isNonBlocking(socket.get()));
}

TEST_CASE("a socket from accept does not inherit O_NONBLOCK") {
  const Listener listener = listenLocally();
  setNonBlocking(listener.fd());
  const Fd client = connectTo(listener.address);
  REQUIRE(pollFor(listener.fd(), POLLIN) == POLLIN);

  const Fd server(::accept(listener.fd(), nullptr, nullptr));

  REQUIRE(server);
  CHECK(isNonBlocking(listener.fd()));
  CHECK_FALSE(isNonBlocking(server.get()));
}

TEST_CASE(
    "accept4 makes the new socket non-blocking whatever the listener is") {
  const Listener listener = listenLocally();
  const Fd client = connectTo(listener.address);

  const Fd server(::accept4(listener.fd(), nullptr, nullptr, SOCK_NONBLOCK));

  REQUIRE(server);
  CHECK_FALSE(isNonBlocking(listener.fd()));
  CHECK(isNonBlocking(server.get()));
}

TEST_CASE("O_NONBLOCK says nothing about the peer") {
  const auto [client, server] = connectedPair();
  setNonBlocking(server.get());
  CHECK_FALSE(isNonBlocking(client.get()));
}

TEST_CASE("O_NONBLOCK is shared by all duplicates of a descriptor") {
  const auto [client, server] = connectedPair();
  const Fd duplicate(::dup(server.get()));

  setNonBlocking(duplicate.get());

  CHECK(isNonBlocking(server.get()));
  CHECK(receiveOutcome(server) == "EAGAIN");
}

TEST_CASE("MSG_DONTWAIT makes one call non-blocking") {
  const auto [client, server] = connectedPair();
  CHECK(receiveOutcome(server, MSG_DONTWAIT) == "EAGAIN");
  CHECK_FALSE(isNonBlocking(server.get()));
}

TEST_CASE("F_SETFL sets all flags: O_ASYNC alone clears O_NONBLOCK") {
  const auto [client, server] = connectedPair();
  setNonBlocking(server.get());
  REQUIRE(::fcntl(server.get(), F_SETFL, O_ASYNC) == 0);
  CHECK_FALSE(isNonBlocking(server.get()));
}

TEST_CASE("Linux has no socket option SO_NONBLOCK") {
#ifdef SO_NONBLOCK
  FAIL("SO_NONBLOCK is " << SO_NONBLOCK);
#endif
  // Nor is O_NONBLOCK one, the option that some put in its place.
  const Fd socket = tcpSocket();
  const int on = 1;
  CHECK(outcome(::setsockopt(socket.get(), SOL_SOCKET, O_NONBLOCK, &on,
                             sizeof on)) == "ENOPROTOOPT");
}

}  // namespace
}  // namespace oneloop::testing
