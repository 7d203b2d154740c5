// TIME_WAIT: how long an address stays taken after a connection has ended.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

enum class Reuse { kNo, kYes };

Fd tcpSocket(Reuse reuse) {
  Fd fd(check("socket", ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
  const int on = reuse == Reuse::kYes ? 1 : 0;
  check("setsockopt SO_REUSEADDR",
        ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
  return fd;
}

// What a new server gets that binds this address.
std::string bindOutcome(const SocketAddress& address, Reuse reuse) {
  const Fd fd = tcpSocket(reuse);
  return outcome(::bind(fd.get(), address.get(), address.size()));
}

// How often the kernel had no room to remember one more connection in
// TIME_WAIT, and forgot it at once (tcp_max_tw_buckets in tcp(7)).
std::uint64_t forgottenTimeWaits() {
  std::ifstream file("/proc/net/netstat");
  std::string names;
  std::string values;
  std::getline(file, names);
  std::getline(file, values);
  std::istringstream name(names);
  std::istringstream value(values);
  std::string eachName;
  std::string eachValue;
  while (name >> eachName && value >> eachValue) {
    if (eachName == "TCPTimeWaitOverflow") return std::stoull(eachValue);
  }
  return 0;
}

// Where a connection is remembered in TIME_WAIT after both sides have closed.
enum class Side { kServer, kClient, kForgotten };
struct Past {
  SocketAddress server;
  Side timeWait;
};

// A server accepts one client; then `first` closes, and the other after it.
Past connectAndClose(Reuse reuse, Side first) {
  Fd socket = tcpSocket(reuse);
  const SocketAddress anyPort("127.0.0.1", 0);
  check("bind", ::bind(socket.get(), anyPort.get(), anyPort.size()));
  check("listen", ::listen(socket.get(), 1));
  const auto address = SocketAddress::localOf(socket.get());
  const Listener listener{std::move(socket), address};

  const auto forgotten = forgottenTimeWaits();
  Fd client = connectTo(address);
  Fd server = acceptFrom(listener);
  const auto port = address.port();
  const auto clientPort = SocketAddress::localOf(client.get()).port();
  Fd& leaver = first == Side::kServer ? server : client;
  Fd& other = first == Side::kServer ? client : server;
  leaver.reset();
  REQUIRE(pollFor(other.get(), POLLIN) != 0);
  other.reset();

  std::optional<Side> side;
  waitUntil("the connection has ended on both sides", [&] {
    const int atServer = tcpState(port, clientPort);
    const int atClient = tcpState(clientPort, port);
    if (atServer == TCP_TIME_WAIT && atClient == 0) side = Side::kServer;
    if (atClient == TCP_TIME_WAIT && atServer == 0) side = Side::kClient;
    if (atServer == 0 && atClient == 0 && forgottenTimeWaits() > forgotten) {
      side = Side::kForgotten;
    }
    return side.has_value();
  });
  return {address, *side};
}

void skipForgotten() {
  skip("this machine has no room for another connection in TIME_WAIT");
}

TEST_CASE("TIME_WAIT sits on the side that closed first") {
  for (const Side first : {Side::kServer, Side::kClient}) {
    const Past past = connectAndClose(Reuse::kYes, first);
    if (past.timeWait == Side::kForgotten) return skipForgotten();
    CHECK(past.timeWait == first);
  }
}

TEST_CASE("a server that closed first cannot bind its port again at once") {
  const Past past = connectAndClose(Reuse::kNo, Side::kServer);
  if (past.timeWait == Side::kForgotten) return skipForgotten();
  CHECK(bindOutcome(past.server, Reuse::kNo) == "EADDRINUSE");
}

TEST_CASE("SO_REUSEADDR lets it bind although its port is in TIME_WAIT") {
  const Past past = connectAndClose(Reuse::kYes, Side::kServer);
  if (past.timeWait == Side::kForgotten) return skipForgotten();
  CHECK(bindOutcome(past.server, Reuse::kNo) == "EADDRINUSE");
  CHECK(bindOutcome(past.server, Reuse::kYes) == "0");
}

TEST_CASE("SO_REUSEADDR does not help if the old server had not set it") {
  const Past past = connectAndClose(Reuse::kNo, Side::kServer);
  if (past.timeWait == Side::kForgotten) return skipForgotten();
  CHECK(bindOutcome(past.server, Reuse::kYes) == "EADDRINUSE");
}

TEST_CASE("clients that close first leave the server its port") {
  const Past past = connectAndClose(Reuse::kNo, Side::kClient);
  if (past.timeWait == Side::kForgotten) return skipForgotten();
  CHECK(bindOutcome(past.server, Reuse::kNo) == "0");
}

}  // namespace
}  // namespace oneloop::testing
