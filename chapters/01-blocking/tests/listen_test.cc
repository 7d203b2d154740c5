// What the kernel does between listen and accept.

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <list>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

void waitUntilQueued(const Listener& listener, std::size_t n) {
  waitUntil("the clients are in the listener's queue",
            [&] { return queuedClients(listener.fd()) == n; });
}

TEST_CASE("a bound socket that does not listen refuses clients") {
  const Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
  const SocketAddress anyPort("127.0.0.1", 0);
  REQUIRE(::bind(socket.get(), anyPort.get(), anyPort.size()) == 0);
  const auto address = SocketAddress::localOf(socket.get());

  const Fd client(::socket(AF_INET, SOCK_STREAM, 0));
  CHECK(outcome(::connect(client.get(), address.get(), address.size())) ==
        "ECONNREFUSED");

  REQUIRE(::listen(socket.get(), 1) == 0);
  CHECK(outcome(::connect(client.get(), address.get(), address.size())) == "0");
}

TEST_CASE("connect succeeds before the server calls accept") {
  const Listener listener = listenLocally();

  const Fd client = connectTo(listener.address);
  sendAll(client.get(), "hello");
  waitUntilDelivered(client.get());

  CHECK(tcpState(client.get()) == TCP_ESTABLISHED);
  CHECK(queuedClients(listener.fd()) == 1);
  const Fd server = acceptFrom(listener);
  CHECK(receiveExactly(server.get(), 5) == "hello");
}

TEST_CASE("accept hands over a client that has reset its connection already") {
  const Listener listener = listenLocally();
  Fd client = connectTo(listener.address);
  waitUntilQueued(listener, 1);
  const auto port = SocketAddress::localOf(client.get()).port();

  resetOnClose(client.get());
  client.reset();
  waitUntil("the RST has arrived",
            [&] { return tcpState(listener.address.port(), port) == 0; });

  CHECK(queuedClients(listener.fd()) == 1);
  const Fd server = acceptFrom(listener);
  REQUIRE(server);
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  CHECK(outcome(::getpeername(server.get(), reinterpret_cast<sockaddr*>(&peer),
                              &size)) == "ENOTCONN");
  char byte = 0;
  CHECK(outcome(::recv(server.get(), &byte, 1, 0)) == "ECONNRESET");
}

TEST_CASE("accept takes the clients in the order in which they came") {
  const Listener listener = listenLocally();
  std::vector<Fd> clients;
  for (std::size_t i = 0; i < 3; ++i) {
    clients.push_back(connectTo(listener.address));
    waitUntilQueued(listener, i + 1);
  }

  for (const Fd& client : clients) {
    const Fd server = acceptFrom(listener);
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    REQUIRE(::getpeername(server.get(), reinterpret_cast<sockaddr*>(&peer),
                          &size) == 0);
    CHECK(ntohs(peer.sin_port) == SocketAddress::localOf(client.get()).port());
  }
}

TEST_CASE("listen with a backlog of 2 admits 3 and lets the next client hang") {
  const Listener listener = listenLocally(2);
  std::vector<Fd> admitted;
  for (int i = 0; i < 3; ++i) admitted.push_back(connectTo(listener.address));
  waitUntilQueued(listener, 3);

  const Fd late = beginConnect(listener.address);
  waitUntil("the late client has asked again",
            [&] { return tcpInfo(late.get()).tcpi_retransmits >= 1; });
  CHECK(tcpState(late.get()) == TCP_SYN_SENT);
  CHECK(takeError(late.get()) == 0);
  CHECK(queuedClients(listener.fd()) == 3);

  // It is not lost: one place is enough.
  const Fd served = acceptFrom(listener);
  CHECK(pollFor(late.get(), POLLOUT) == POLLOUT);
  CHECK(tcpState(late.get()) == TCP_ESTABLISHED);
}

TEST_CASE("closing the listener resets the clients in its queue") {
  Listener listener = listenLocally();
  const Fd client = connectTo(listener.address);
  waitUntilQueued(listener, 1);

  listener.socket.reset();

  CHECK((pollFor(client.get(), POLLIN) & POLLERR) != 0);
  char byte = 0;
  CHECK(outcome(::recv(client.get(), &byte, 1, 0)) == "ECONNRESET");
}

TEST_CASE("shutdown of the listener ends an accept that waits") {
  const Listener listener = listenLocally();
  Child server([&] {
    return ::accept(listener.fd(), nullptr, nullptr) < 0 ? errno : 0;
  });
  procfs::waitUntilAsleepIn(server.pid(), {"accept"});

  REQUIRE(::shutdown(listener.fd(), SHUT_RDWR) == 0);

  CHECK(server.wait().code == EINVAL);
}

TEST_CASE("of 8 processes that wait in accept one client wakes one") {
  const Listener listener = listenLocally();
  std::list<Child> servers;
  for (int i = 0; i < 8; ++i) {
    servers.emplace_back([&] {
      return ::accept(listener.fd(), nullptr, nullptr) < 0 ? errno : 0;
    });
  }
  std::vector<std::size_t> sleeps;
  for (const Child& server : servers) {
    procfs::waitUntilAsleepIn(server.pid(), {"accept"});
    sleeps.push_back(procfs::voluntarySwitches(server.pid()));
  }

  const Fd client = connectTo(listener.address);
  waitUntil("one server has accepted", [&] {
    return std::ranges::any_of(servers, [](Child& s) { return !s.running(); });
  });

  int woken = 0;
  auto before = sleeps.begin();
  for (Child& server : servers) {
    const bool slept = server.running() &&
                       procfs::sleepingIn(server.pid()).name == "accept" &&
                       procfs::voluntarySwitches(server.pid()) == *before;
    woken += slept ? 0 : 1;
    ++before;
  }
  CHECK(woken == 1);
}

}  // namespace
}  // namespace oneloop::testing
