// Socket: options and ends of a TCP socket.

#include "oneloop/Socket.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "common/testing/sockets.h"
#include "oneloop/InetAddress.h"

namespace oneloop::testing {
namespace {

bool isOn(const Socket& socket, int level, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return ::getsockopt(socket.fd(), level, option, &value, &size) == 0 &&
         value != 0;
}

TEST_CASE("a new socket is non-blocking and closed at its end") {
  int fd = -1;
  {
    const Socket socket = Socket::create(AF_INET);
    fd = socket.fd();
    CHECK(isNonBlocking(fd));
  }
  CHECK(::fcntl(fd, F_GETFD) == -1);
}

TEST_CASE("options are set and taken back") {
  Socket socket = Socket::create(AF_INET6);
  socket.setTcpNoDelay(true);
  socket.setReuseAddr(true);
  socket.setReusePort(true);
  socket.setKeepAlive(true);
  CHECK(isOn(socket, IPPROTO_TCP, TCP_NODELAY));
  CHECK(isOn(socket, SOL_SOCKET, SO_REUSEADDR));
  CHECK(isOn(socket, SOL_SOCKET, SO_REUSEPORT));
  CHECK(isOn(socket, SOL_SOCKET, SO_KEEPALIVE));
  socket.setTcpNoDelay(false);
  CHECK_FALSE(isOn(socket, IPPROTO_TCP, TCP_NODELAY));
}

TEST_CASE("a bind that fails names the address") {
  const Listener taken = listenLocally();
  Socket socket = Socket::create(AF_INET);
  const std::string text =
      "bind " + taken.address.toString() + ": Address already in use";
  CHECK_THROWS_WITH_AS(
      socket.bindAddress(InetAddress("127.0.0.1", taken.address.port())),
      text.c_str(), std::system_error);
}

TEST_CASE("after shutdownWrite the peer reads the end and may still send") {
  Connection pair = connectedPair();
  Socket socket(std::move(pair.server));
  socket.shutdownWrite();
  char byte = 0;
  CHECK(::recv(pair.client.get(), &byte, 1, 0) == 0);
  sendAll(pair.client.get(), "still here");
  CHECK(receiveExactly(socket.fd(), 10) == "still here");
}

TEST_CASE("shutdownWrite of a connection that is gone is no error") {
  Connection pair = connectedPair();
  Socket socket(std::move(pair.server));
  resetOnClose(pair.client.get());
  pair.client.reset();
  pollFor(socket.fd(), POLLERR);
  CHECK(socket.takeError() == ECONNRESET);
  CHECK(socket.takeError() == 0);
  socket.shutdownWrite();
  socket.close();
  CHECK(socket.fd() == -1);
  CHECK(socket.takeError() == EBADF);
}

TEST_CASE("a socket knows what was not read, and what is not confirmed") {
  Connection pair = connectedPair();
  const Socket socket(std::move(pair.server));
  CHECK(socket.unreadBytes() == 0);
  sendAll(pair.client.get(), "hello");
  CHECK(socket.unreadBytes() == 5);

  setNonBlocking(socket.fd());
  const std::size_t sent = fillSendBuffer(socket.fd());
  CHECK(socket.unconfirmedBytes() > 0);  // the peer's buffer is full
  CHECK(socket.unconfirmedBytes() < sent);

  const Socket closed(-1);
  CHECK(closed.unreadBytes() == 0);
  CHECK(closed.unconfirmedBytes() == 0);
}

TEST_CASE("the kernel tells what it knows of a connection") {
  Connection pair = connectedPair();
  const Socket socket(std::move(pair.server));
  tcp_info info{};
  REQUIRE(socket.getTcpInfo(&info));
  CHECK(info.tcpi_state == TCP_ESTABLISHED);
  CHECK(socket.getTcpInfoString().find("rtt=") != std::string::npos);

  Connection local = localPair();
  const Socket notTcp(std::move(local.client));
  CHECK_FALSE(notTcp.getTcpInfo(&info));
  CHECK(notTcp.getTcpInfoString().empty());
}

}  // namespace
}  // namespace oneloop::testing
