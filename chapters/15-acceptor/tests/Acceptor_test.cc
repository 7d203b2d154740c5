// Acceptor: it takes who comes, and survives that nobody can be taken.

#include "oneloop/Acceptor.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/Child.h"
#include "common/testing/descriptors.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "oneloop/EventLoop.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// An acceptor on a free port of the loopback that keeps whom it accepts.
class Door {
 public:
  explicit Door(const std::string& host = "127.0.0.1")
      : acceptor(loop.get(), InetAddress(host, 0), false) {
    acceptor.setNewConnectionCallback([this](Fd socket, const InetAddress& p) {
      sockets.push_back(std::move(socket));
      peers.push_back(p);
    });
  }

  SocketAddress address() const {
    return {acceptor.address().toIp(), acceptor.address().port()};
  }
  void runUntilAccepted(std::size_t n) {
    loop.runUntil("all were accepted", [&] { return sockets.size() >= n; });
  }

  TestLoop loop;
  std::vector<Fd> sockets;
  std::vector<InetAddress> peers;
  Acceptor acceptor;
};

TEST_CASE("before listen nobody can connect") {
  const Door door;
  CHECK_FALSE(door.acceptor.listening());
  CHECK_THROWS_AS(connectTo(door.address()), std::system_error);
}

TEST_CASE("a client is handed over, non-blocking, with its address") {
  for (const char* host : {"127.0.0.1", "::1"}) {
    Door door(host);
    door.acceptor.listen();
    CHECK(door.acceptor.listening());
    const Fd client = connectTo(door.address());
    door.runUntilAccepted(1);
    CHECK(isNonBlocking(door.sockets[0].get()));
    CHECK(door.peers[0] == InetAddress::localOf(client.get()));
  }
}

TEST_CASE("clients that wait are accepted in a few turns, not one by one") {
  Door door;
  door.acceptor.listen();
  std::vector<Fd> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(connectTo(door.address()));
  door.runUntilAccepted(50);
  CHECK(door.loop.get()->iteration() < 10);
}

TEST_CASE("without a callback clients are closed, not kept") {
  TestLoop loop;
  Acceptor acceptor(loop.get(), InetAddress("127.0.0.1", 0), false);
  acceptor.listen();
  const Fd client = connectTo({"127.0.0.1", acceptor.address().port()});
  loop.runUntil("it is closed", [&] {
    return pollFor(client.get(), POLLIN, std::chrono::milliseconds(0)) != 0;
  });
  char byte = 0;
  CHECK(::recv(client.get(), &byte, 1, 0) == 0);
}

// #region port
TEST_CASE("a second acceptor on the same port fails, loudly") {
  Door door;
  door.acceptor.listen();
  EventLoop* const loop = door.loop.get();
  CHECK_THROWS_AS(Acceptor(loop, door.acceptor.address(), false),
                  std::system_error);
}

TEST_CASE("two acceptors that both ask for it share a port") {
  TestLoop loop;
  Acceptor one(loop.get(), InetAddress("127.0.0.1", 0), true);
  Acceptor two(loop.get(), one.address(), true);
  one.listen();
  two.listen();
  CHECK(one.address() == two.address());
}
// #endregion port

// #region full
TEST_CASE("out of descriptors it pauses, and goes on when some are free") {
  // A process of its own, for the limit on descriptors.
  Child child([] {
    Door door;
    door.acceptor.listen();
    const Fd first = connectTo(door.address());
    door.runUntilAccepted(1);

    std::vector<Fd> clients;
    for (int i = 0; i < 3; ++i) clients.push_back(connectTo(door.address()));
    // From now on no descriptor is left for whoever is accepted.
    const int next = Fd(check("dup", ::dup(0))).get();
    const rlimit limit{static_cast<rlim_t>(next), static_cast<rlim_t>(next)};
    check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &limit));
    const std::int64_t before = door.loop.get()->iteration();
    door.loop.get()->runAfter(0.25, [&] { door.loop.get()->quit(); });
    door.loop.get()->loop();
    if (door.sockets.size() != 1) return 1;
    // Two or three tries in that time, not a spinning loop.
    if (door.loop.get()->iteration() - before > 20) return 2;

    clients.pop_back();
    door.sockets.clear();
    door.runUntilAccepted(2);
    return 0;
  });
  CHECK(child.wait() == ExitStatus{0, 0});
}

TEST_CASE("an acceptor may be destroyed while it pauses") {
  Child child([] {
    TestLoop loop;
    {
      Acceptor acceptor(loop.get(), InetAddress("127.0.0.1", 0), false);
      acceptor.listen();
      const Fd client = connectTo({"127.0.0.1", acceptor.address().port()});
      const int next = Fd(check("dup", ::dup(0))).get();
      const rlimit limit{static_cast<rlim_t>(next), static_cast<rlim_t>(next)};
      check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &limit));
      loop.turn();
    }
    loop.get()->runAfter(0.2, [&] { loop.get()->quit(); });
    loop.get()->loop();
    return 0;
  });
  CHECK(child.wait() == ExitStatus{0, 0});
}
// #endregion full

}  // namespace
}  // namespace oneloop::testing
