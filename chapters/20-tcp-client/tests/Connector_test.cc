// Connector: one attempt at a time, and a stop at any time.

#include "oneloop/Connector.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/check.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "oneloop/Backoff.h"
#include "tests/Attempts.h"
#include "tests/OwnPort.h"
#include "tests/RefusedPort.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// While it lives, this process gets no new descriptor.
class NoDescriptors {
 public:
  NoDescriptors() {
    check("getrlimit", ::getrlimit(RLIMIT_NOFILE, &before_));
    // Not 0: poll(2) takes no more descriptors than the limit.
    const auto next = static_cast<rlim_t>(Fd(check("dup", ::dup(0))).get());
    const rlimit none{next, before_.rlim_max};
    check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &none));
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

std::size_t openDescriptors() { return procfs::descriptors(::getpid()); }

// #region connect
TEST_CASE("a connector hands over a connected, non-blocking socket") {
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  attempts.connector->start();
  CHECK(attempts.sockets.empty());  // start() has not waited
  attempts.runUntilConnected();
  CHECK(isNonBlocking(attempts.sockets[0].get()));
  CHECK(attempts.failures.empty());

  const Fd accepted = acceptFrom(server);
  sendAll(attempts.sockets[0].get(), "hello");
  CHECK(receiveExactly(accepted.get(), 5) == "hello");
}

TEST_CASE("a socket whose connect was refused is writable, too") {
  const RefusedPort port;
  const Fd socket =
      beginConnect(SocketAddress("127.0.0.1", port.address().port()));
  CHECK((pollFor(socket.get(), POLLOUT) & POLLOUT) != 0);
  CHECK(takeError(socket.get()) == ECONNREFUSED);
  CHECK(takeError(socket.get()) == 0);  // who asks takes it back
}

TEST_CASE("a refused attempt is reported once, and nothing is handed over") {
  const RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->setRetryDelay(60, 60);
  attempts.connector->start();
  attempts.runUntilFailures(1);
  attempts.pass(0.02);
  CHECK(attempts.failures == std::vector{ECONNREFUSED});
  CHECK(attempts.sockets.empty());
}

TEST_CASE("a refused client connects when the server appears") {
  RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->start();
  attempts.runUntilFailures(3);
  const Listener server = port.listen();
  attempts.runUntilConnected();
  CHECK(attempts.sockets.size() == 1);
  const Fd accepted = acceptFrom(server);
  CHECK(queuedClients(server.fd()) == 0);
}

TEST_CASE("an address that cannot be reached fails in the next turn") {
  // TCP does not go to a broadcast address.
  Attempts attempts(InetAddress("127.255.255.255", 80));
  attempts.connector->setRetryDelay(60, 60);
  attempts.connector->start();
  CHECK(attempts.failures.empty());  // start() calls nobody
  attempts.runUntilFailures(1);
  CHECK(attempts.failures == std::vector{ENETUNREACH});
}

TEST_CASE("out of descriptors, an attempt fails and is made again") {
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  {
    const NoDescriptors none;
    attempts.connector->start();
    attempts.runUntilFailures(2);
  }
  CHECK(attempts.failures[0] == EMFILE);
  attempts.runUntilConnected();
}
// #endregion connect

// #region backoff
TEST_CASE("the delay doubles, up to the longest") {
  Backoff backoff(0.5, 30);
  std::vector<double> waits;
  for (int i = 0; i < 9; ++i) waits.push_back(backoff.next(1));
  CHECK(waits == std::vector<double>{0.5, 1, 2, 4, 8, 16, 30, 30, 30});
  backoff.reset();
  CHECK(backoff.next(1) == 0.5);
}

TEST_CASE("a random part of the delay, up to half of it, is left out") {
  CHECK(Backoff(8, 30).next(0) == 4);
  CHECK(Backoff(8, 30).next(0.5) == 6);
  Backoff backoff(8, 30);
  backoff.next(0);
  CHECK(backoff.next(1) == 16);  // what was left out is not remembered
}

TEST_CASE("twenty clients that lost one server do not come back together") {
  const RefusedPort port;
  TestLoop loop;
  std::vector<std::chrono::steady_clock::time_point> returns;
  std::vector<std::shared_ptr<Connector>> clients;
  for (int i = 0; i < 20; ++i) {
    const auto& client = clients.emplace_back(
        std::make_shared<Connector>(loop.get(), port.address()));
    client->setRetryDelay(0.2, 0.2);
    client->setFailureCallback([&returns, failures = 0](int) mutable {
      if (++failures == 2) returns.push_back(std::chrono::steady_clock::now());
    });
    client->start();
  }
  loop.runUntil("all have come back", [&] { return returns.size() == 20; });
  CHECK(returns.back() - returns.front() > std::chrono::milliseconds(20));
}

TEST_CASE("between two attempts lies at least half of the delay") {
  const RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->setRetryDelay(0.01, 0.04);
  std::vector<std::chrono::steady_clock::time_point> times;
  attempts.whenFailed = [&] {
    times.push_back(std::chrono::steady_clock::now());
  };
  attempts.connector->start();
  attempts.runUntilFailures(5);
  const int least[] = {5, 10, 20, 20};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(times[i + 1] - times[i] >= std::chrono::milliseconds(least[i]));
  }
}

TEST_CASE("after a success the delay is short again") {
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  attempts.connector->setRetryDelay(0.002, 60);
  {
    const NoDescriptors none;
    attempts.connector->start();
    attempts.runUntilFailures(6);  // the next delay would be 64 ms
  }
  attempts.runUntilConnected();
  const NoDescriptors none;
  attempts.connector->startLater();
  attempts.pass(0.03);
  CHECK(attempts.failures.size() > 6);
}
// #endregion backoff

// #region stop
TEST_CASE("stop while it waits: no attempt follows") {
  const RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->start();
  attempts.runUntilFailures(1);
  attempts.connector->stop();
  attempts.pass(0.02);
  CHECK(attempts.failures.size() == 1);
}

TEST_CASE("stop while it connects: the socket is closed, nothing follows") {
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  const std::size_t before = openDescriptors();
  attempts.connector->start();
  CHECK(openDescriptors() == before + 1);
  attempts.connector->stop();
  CHECK(openDescriptors() == before);
  attempts.pass(0.02);
  CHECK(attempts.sockets.empty());
  CHECK(attempts.failures.empty());
}

TEST_CASE("stop before start, and after the end, does nothing") {
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  attempts.connector->stop();
  attempts.connector->start();
  attempts.runUntilConnected();
  attempts.connector->stop();
  attempts.pass(0.005);
  CHECK(attempts.sockets.size() == 1);
  const Fd accepted = acceptFrom(server);
  sendAll(accepted.get(), "x");
  CHECK(receiveExactly(attempts.sockets[0].get(), 1) == "x");
}

TEST_CASE("start, stop, start within the retry delay: exactly one connection") {
  RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->setRetryDelay(0.02, 0.02);
  attempts.connector->start();
  attempts.runUntilFailures(1);
  attempts.connector->stop();
  const Listener server = port.listen();
  attempts.connector->start();
  attempts.runUntilConnected();
  attempts.pass(0.04);  // the first timer would be due
  CHECK(attempts.sockets.size() == 1);
}

TEST_CASE("start, stop, start while it connects: exactly one connection") {
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  attempts.connector->start();
  attempts.connector->stop();
  attempts.connector->start();
  attempts.connector->start();  // more than once is as good as once
  attempts.runUntilConnected();
  attempts.pass(0.01);
  CHECK(attempts.sockets.size() == 1);
}

TEST_CASE("restart, in every state, leads to exactly one connection") {
  RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->setRetryDelay(60, 60);
  attempts.connector->restart();  // idle
  attempts.runUntilFailures(1);
  attempts.connector->restart();  // waits, for a minute if this did nothing
  attempts.runUntilFailures(2);
  const Listener server = port.listen();
  attempts.connector->restart();
  attempts.connector->restart();  // connects
  attempts.runUntilConnected();
  attempts.pass(0.01);
  CHECK(attempts.sockets.size() == 1);
  attempts.connector->restart();  // idle again: this is one more
  attempts.runUntilConnected(2);
}

TEST_CASE("start and stop may come from another thread") {
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  std::thread([&] { attempts.connector->start(); }).join();
  attempts.runUntilConnected();
  std::thread([&] {
    attempts.connector->start();
    attempts.connector->stop();
  }).join();
  attempts.pass(0.01);
  CHECK(attempts.sockets.size() == 1);
}
// #endregion stop

// #region let-go
TEST_CASE("a connector may be let go of while it waits: no timer outlives it") {
  const RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->start();
  attempts.runUntilFailures(1);
  attempts.connector.reset();
  attempts.pass(0.02);
  CHECK(attempts.failures.size() == 1);
}

TEST_CASE("a connector may be let go of while it connects") {
  const FullPort port;
  Attempts attempts(port.address());
  const std::size_t before = openDescriptors();
  attempts.connector->start();
  CHECK(openDescriptors() == before + 1);
  attempts.connector.reset();
  CHECK(openDescriptors() == before);
  attempts.pass(0.01);
}

TEST_CASE("its callbacks may let go of a connector") {
  for (const bool listens : {false, true}) {
    RefusedPort port;
    Attempts attempts(port.address());
    attempts.whenFailed =
        attempts.whenConnected = [&attempts] { attempts.connector.reset(); };
    std::vector<Listener> server;
    if (listens) server.push_back(port.listen());
    attempts.connector->start();
    attempts.loop.runUntil("it is gone",
                           [&] { return attempts.connector == nullptr; });
    attempts.pass(0.01);
    CHECK(attempts.failures.size() + attempts.sockets.size() == 1);
  }
}

TEST_CASE("what a callback has captured lasts as long as it runs") {
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  std::string said;
  attempts.connector->setNewConnectionCallback(
      [&, captured = std::string(100, 'x')](Fd) {
        attempts.connector.reset();
        said = captured;
      });
  attempts.connector->start();
  attempts.loop.runUntil("it has been called", [&] { return !said.empty(); });
  CHECK(said == std::string(100, 'x'));
}

TEST_CASE("whoever tries again when told of a failure does not call itself") {
  Attempts attempts(InetAddress("127.255.255.255", 80));
  bool inside = false;
  attempts.whenFailed = [&] {
    REQUIRE(!inside);
    inside = true;
    attempts.connector->restart();
    inside = false;
  };
  attempts.connector->start();
  attempts.runUntilFailures(100);
}

TEST_CASE(
    "an attempt that has failed at once may be stopped before it is told") {
  Attempts attempts(InetAddress("127.255.255.255", 80));
  attempts.connector->start();
  attempts.connector->stop();
  attempts.pass(0.01);
  CHECK(attempts.failures.empty());
}

TEST_CASE("its callbacks may stop and start a connector") {
  RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->setRetryDelay(60, 60);
  attempts.whenFailed = [&] { attempts.connector->restart(); };
  attempts.connector->start();
  attempts.runUntilFailures(3);  // none of them has waited
  attempts.whenConnected = [&] {
    if (attempts.sockets.size() < 3) attempts.connector->start();
  };
  const Listener server = port.listen();
  attempts.runUntilConnected(3);
}

TEST_CASE("a callback that throws leaves a connector that can be started") {
  const RefusedPort port;
  Attempts attempts(port.address());
  attempts.whenFailed = [&] {
    attempts.whenFailed = nullptr;
    throw std::runtime_error("thrown by a callback");
  };
  attempts.connector->start();
  CHECK_THROWS_AS(attempts.runUntilFailures(2), std::runtime_error);
  attempts.runUntilFailures(2);
}
// #endregion let-go

// #region self-connect
TEST_CASE("a TCP socket can be connected to itself") {
  const Fd socket(check("socket", ::socket(AF_INET, SOCK_STREAM, 0)));
  const InetAddress any("127.0.0.1", 0);
  check("bind", ::bind(socket.get(), any.getSockAddr(), any.size()));
  const InetAddress own = InetAddress::localOf(socket.get());
  CHECK(::connect(socket.get(), own.getSockAddr(), own.size()) == 0);
  CHECK(InetAddress::peerOf(socket.get()) == own);
  sendAll(socket.get(), "hello");
  CHECK(receiveExactly(socket.get(), 5) == "hello");
}

TEST_CASE("a socket that is connected to itself is refused, and made anew") {
  bool happened = false;
  for (int i = 0; i < 100 && !happened; ++i) {
    const OwnPort port;
    if (!port.approach()) continue;
    Attempts attempts(port.address());
    attempts.connector->start();
    attempts.runUntilFailures(8);
    CHECK(attempts.sockets.empty());
    for (const int error : attempts.failures) REQUIRE(error == ECONNREFUSED);
    happened = port.wasConnectedToItself();
  }
  CHECK(happened);
}
// #endregion self-connect

}  // namespace
}  // namespace oneloop::testing
