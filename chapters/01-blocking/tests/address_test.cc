// Who may use an address.

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

enum class Reuse { kNone = 0, kAddress = SO_REUSEADDR, kPort = SO_REUSEPORT };

Fd tcpSocket(Reuse reuse) {
  Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (reuse != Reuse::kNone) {
    REQUIRE(::setsockopt(fd.get(), SOL_SOCKET, static_cast<int>(reuse), &on,
                         sizeof on) == 0);
  }
  return fd;
}

std::string bindTo(const Fd& fd, const SocketAddress& address) {
  return outcome(::bind(fd.get(), address.get(), address.size()));
}

std::string startListening(const Fd& fd) {
  return outcome(::listen(fd.get(), 128));
}

const SocketAddress kAnyPort("127.0.0.1", 0);

Listener listener(Reuse reuse, const SocketAddress& address = kAnyPort) {
  Fd fd = tcpSocket(reuse);
  REQUIRE(bindTo(fd, address) == "0");
  REQUIRE(startListening(fd) == "0");
  const auto bound = SocketAddress::localOf(fd.get());
  return {std::move(fd), bound};
}

TEST_CASE("port 0 lets the kernel pick a free port") {
  const Listener one = listener(Reuse::kNone);
  const Listener other = listener(Reuse::kNone);
  CHECK(one.address.port() != 0);
  CHECK(other.address.port() != one.address.port());
}

TEST_CASE("without SO_REUSEADDR a second bind fails") {
  const Fd one = tcpSocket(Reuse::kNone);
  const Fd other = tcpSocket(Reuse::kNone);
  REQUIRE(bindTo(one, kAnyPort) == "0");
  CHECK(bindTo(other, SocketAddress::localOf(one.get())) == "EADDRINUSE");
}

TEST_CASE("with SO_REUSEADDR two binds succeed and the second listen fails") {
  const Fd one = tcpSocket(Reuse::kAddress);
  const Fd other = tcpSocket(Reuse::kAddress);
  REQUIRE(bindTo(one, kAnyPort) == "0");
  CHECK(bindTo(other, SocketAddress::localOf(one.get())) == "0");
  CHECK(startListening(one) == "0");
  CHECK(startListening(other) == "EADDRINUSE");
}

TEST_CASE("SO_REUSEADDR does not let a server bind where another listens") {
  const Listener one = listener(Reuse::kAddress);
  CHECK(bindTo(tcpSocket(Reuse::kAddress), one.address) == "EADDRINUSE");
}

TEST_CASE("SO_REUSEPORT lets two servers listen if both have set it") {
  const Listener one = listener(Reuse::kPort);
  CHECK(bindTo(tcpSocket(Reuse::kAddress), one.address) == "EADDRINUSE");
  CHECK_NOTHROW(listener(Reuse::kPort, one.address));
}

TEST_CASE("closing one of two SO_REUSEPORT listeners resets its clients") {
  constexpr std::size_t kClients = 64;
  Listener leaver = listener(Reuse::kPort);
  const Listener other = listener(Reuse::kPort, leaver.address);
  std::vector<Fd> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.push_back(connectTo(leaver.address));
  }
  waitUntil("all clients are queued, here or there", [&] {
    return queuedClients(leaver.fd()) + queuedClients(other.fd()) == kClients;
  });
  const std::size_t lost = queuedClients(leaver.fd());
  REQUIRE(lost > 0);
  REQUIRE(lost < kClients);

  leaver.socket.reset();

  const auto resets = [&] {
    return static_cast<std::size_t>(std::ranges::count_if(
        clients, [](const Fd& c) { return tcpState(c.get()) == TCP_CLOSE; }));
  };
  waitUntil("the closed listener's clients are reset",
            [&] { return resets() >= lost; });
  CHECK(resets() == lost);
  CHECK(queuedClients(other.fd()) == kClients - lost);
  MESSAGE(lost << " of " << kClients << " clients were reset");
}

TEST_CASE("a socket can connect to itself without any server") {
  const Fd socket = tcpSocket(Reuse::kNone);
  REQUIRE(bindTo(socket, kAnyPort) == "0");
  const auto itself = SocketAddress::localOf(socket.get());

  CHECK(outcome(::connect(socket.get(), itself.get(), itself.size())) == "0");

  sendAll(socket.get(), "hello me");
  CHECK(receiveExactly(socket.get(), 8) == "hello me");
}

}  // namespace
}  // namespace oneloop::testing
