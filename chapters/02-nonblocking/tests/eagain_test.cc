// What a call answers that would have to wait: EAGAIN, and once EINPROGRESS.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>

#include "common/connectTo.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

Connection nonBlockingPair() {
  Connection pair = connectedPair();
  setNonBlocking(pair.client.get());
  setNonBlocking(pair.server.get());
  return pair;
}

std::string receiveOutcome(const Fd& fd) {
  char byte = 0;
  return outcome(::recv(fd.get(), &byte, 1, 0));
}

TEST_CASE("EAGAIN and EWOULDBLOCK are the same number on Linux") {
  CHECK(EAGAIN == EWOULDBLOCK);
}

TEST_CASE("recv with nothing there gives EAGAIN") {
  const auto [client, server] = nonBlockingPair();
  CHECK(receiveOutcome(server) == "EAGAIN");
}

TEST_CASE("recv gives the last bytes and then the end and never EAGAIN again") {
  auto [client, server] = nonBlockingPair();
  sendAll(client.get(), "x");
  waitUntilUnread(server.get(), 1);
  CHECK(receiveOutcome(server) == "1");
  CHECK(receiveOutcome(server) == "EAGAIN");

  client.reset();
  REQUIRE(pollFor(server.get(), POLLIN) != 0);
  CHECK(receiveOutcome(server) == "0");
  CHECK(receiveOutcome(server) == "0");
}

TEST_CASE("a non-blocking recv is synchronous: the bytes are there after it") {
  const auto [client, server] = nonBlockingPair();
  sendAll(client.get(), "hello");
  waitUntilUnread(server.get(), 5);
  std::array<char, 100> buffer{};
  REQUIRE(::recv(server.get(), buffer.data(), buffer.size(), 0) == 5);
  CHECK(std::string(buffer.data()) == "hello");
}

TEST_CASE("accept with nobody waiting gives EAGAIN") {
  const Listener listener = listenLocally();
  setNonBlocking(listener.fd());
  CHECK(outcome(::accept(listener.fd(), nullptr, nullptr)) == "EAGAIN");

  const Fd client = connectTo(listener.address);
  const Fd server = acceptFrom(listener);
  CHECK(server);
  CHECK(outcome(::accept(listener.fd(), nullptr, nullptr)) == "EAGAIN");
}

TEST_CASE("send into full buffers gives EAGAIN until the peer reads") {
  const auto [client, server] = nonBlockingPair();
  std::size_t sent = 0;
  const std::string chunk(1000, 'x');
  std::string last;
  while (last != "EAGAIN") {
    const ssize_t n = ::send(client.get(), chunk.data(), chunk.size(), 0);
    last = outcome(n);
    if (n > 0) sent += static_cast<std::size_t>(n);
    REQUIRE(n != 0);
  }

  CHECK(receiveExactly(server.get(), sent) == std::string(sent, 'x'));
  CHECK(pollFor(client.get(), POLLOUT) == POLLOUT);
  CHECK(outcome(::send(client.get(), "x", 1, 0)) == "1");
}

TEST_CASE("with a small SO_SNDBUF a send takes a part of the bytes") {
  const auto [client, server] = nonBlockingPair();
  const int least = 1;  // the kernel raises it to its minimum of some KiB
  REQUIRE(::setsockopt(client.get(), SOL_SOCKET, SO_SNDBUF, &least,
                       sizeof least) == 0);
  std::string much(1 << 20, 'x');
  much[0] = 'y';

  const ssize_t n = ::send(client.get(), much.data(), much.size(), 0);

  CHECK(n > 0);
  CHECK(n < static_cast<ssize_t>(much.size()));
  // The part is the first one, and all of it arrives.
  const auto part = static_cast<std::size_t>(n);
  CHECK(receiveExactly(server.get(), part) == much.substr(0, part));
}

TEST_CASE("a blocking recv with SO_RCVTIMEO gives EAGAIN when its time is up") {
  const auto [client, server] = connectedPair();
  const timeval soon{0, 1000};
  REQUIRE(::setsockopt(server.get(), SOL_SOCKET, SO_RCVTIMEO, &soon,
                       sizeof soon) == 0);
  CHECK(receiveOutcome(server) == "EAGAIN");
}

TEST_CASE(
    "connect gives EINPROGRESS and the socket is writable when it is done") {
  const Listener listener = listenLocally();
  const Fd client(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  const auto& address = listener.address;

  CHECK(outcome(::connect(client.get(), address.get(), address.size())) ==
        "EINPROGRESS");

  CHECK(pollFor(client.get(), POLLOUT) == POLLOUT);
  CHECK(takeError(client.get()) == 0);
  CHECK(tcpState(client.get()) == TCP_ESTABLISHED);
}

TEST_CASE("while a connect goes on the socket is not writable") {
  const Listener listener = listenLocally(0);
  const Fd first = connectTo(listener.address);  // fills the queue
  REQUIRE(pollFor(listener.fd(), POLLIN) == POLLIN);

  const Fd client = beginConnect(listener.address);

  CHECK(tcpState(client.get()) == TCP_SYN_SENT);
  CHECK(pollFor(client.get(), POLLOUT, std::chrono::milliseconds(0)) == 0);
  CHECK(outcome(::send(client.get(), "x", 1, MSG_NOSIGNAL)) == "EAGAIN");
}

TEST_CASE("a refused connect shows ECONNREFUSED in SO_ERROR and only once") {
  Listener listener = listenLocally();
  listener.socket.reset();  // from now on nobody listens there

  const Fd client = beginConnect(listener.address);

  // Writable, too: that alone does not say that the connect succeeded.
  const short events = pollFor(client.get(), POLLOUT);
  CHECK((events & POLLOUT) != 0);
  CHECK((events & POLLERR) != 0);
  CHECK(takeError(client.get()) == ECONNREFUSED);
  CHECK(takeError(client.get()) == 0);
}

}  // namespace
}  // namespace oneloop::testing
