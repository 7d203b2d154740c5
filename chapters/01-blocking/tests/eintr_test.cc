// What a signal does to a call that waits.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "common/check.h"
#include "common/connectTo.h"
#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

extern "C" void doNothing(int) {}

// For the child: SIGUSR1 runs a handler. `flags`: 0, or SA_RESTART.
void catchSignal(int flags) {
  struct sigaction action {};
  action.sa_handler = doNothing;
  action.sa_flags = flags;
  check("sigaction", ::sigaction(SIGUSR1, &action, nullptr));
}

// Sends the child a signal, and returns when it sleeps again after it.
void interrupt(const Child& child) {
  const auto sleeps = procfs::voluntarySwitches(child.pid());
  child.signal(SIGUSR1);
  waitUntil("the child sleeps again",
            [&] { return procfs::voluntarySwitches(child.pid()) > sleeps; });
}

// The exit status of a child: 0 is success, as everywhere.
int errorOf(ssize_t result) { return result < 0 ? errno : 0; }

int receiveByte(int fd) {
  char byte = 0;
  return errorOf(::recv(fd, &byte, 1, 0));
}

TEST_CASE("a signal ends a recv that waits with EINTR") {
  const auto [client, server] = localPair();
  Child reader([fd = server.get()] {
    catchSignal(0);
    return receiveByte(fd);
  });
  procfs::waitUntilAsleepIn(reader.pid(), {"recvfrom"});
  reader.signal(SIGUSR1);
  CHECK(reader.wait().code == EINTR);
}

TEST_CASE("a signal ends an accept that waits with EINTR") {
  const Listener listener = listenLocally();
  Child server([&] {
    catchSignal(0);
    return errorOf(::accept(listener.fd(), nullptr, nullptr));
  });
  procfs::waitUntilAsleepIn(server.pid(), {"accept"});
  server.signal(SIGUSR1);
  CHECK(server.wait().code == EINTR);
}

TEST_CASE("with SA_RESTART the recv goes on after the handler") {
  const auto [client, server] = localPair();
  Child reader([fd = server.get()] {
    catchSignal(SA_RESTART);
    return receiveByte(fd);
  });
  procfs::waitUntilAsleepIn(reader.pid(), {"recvfrom"});
  interrupt(reader);

  procfs::waitUntilAsleepIn(reader.pid(), {"recvfrom"});
  sendAll(client.get(), "x");
  CHECK(reader.wait().code == 0);
}

TEST_CASE("a recv with a timeout is not restarted even with SA_RESTART") {
  const auto [client, server] = localPair();
  const timeval timeout{60, 0};
  REQUIRE(::setsockopt(server.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout,
                       sizeof timeout) == 0);
  Child reader([fd = server.get()] {
    catchSignal(SA_RESTART);
    return receiveByte(fd);
  });
  procfs::waitUntilAsleepIn(reader.pid(), {"recvfrom"});
  reader.signal(SIGUSR1);
  CHECK(reader.wait().code == EINTR);
}

TEST_CASE("a send that has moved bytes returns their number and not EINTR") {
  const auto [client, server] = localPair();
  Child writer([fd = client.get()] {
    catchSignal(0);
    const std::string much(64 << 20, 'x');
    const ssize_t n = ::send(fd, much.data(), much.size(), 0);
    return n > 0 && n < static_cast<ssize_t>(much.size()) ? 0 : 1;
  });
  procfs::waitUntilAsleepIn(writer.pid(), {"sendto"});
  writer.signal(SIGUSR1);
  CHECK(writer.wait().toString() == "exit status 0");
}

// A connect waits for as long as the listener's queue is full.
struct BusyServer {
  Listener listener = listenLocally(0);
  Fd first = connectTo(listener.address);

  BusyServer() { REQUIRE(pollFor(listener.fd(), POLLIN) == POLLIN); }
  void makeRoom() const { acceptFrom(listener); }
};

TEST_CASE("a connect that a signal interrupts goes on in the background") {
  const BusyServer busy;
  const auto& address = busy.listener.address;
  const Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
  const auto connect = [&] {
    return ::connect(socket.get(), address.get(), address.size());
  };
  Child client([&] {
    catchSignal(0);
    return errorOf(connect());
  });
  procfs::waitUntilAsleepIn(client.pid(), {"connect"});
  client.signal(SIGUSR1);
  REQUIRE(client.wait().code == EINTR);

  CHECK(tcpState(socket.get()) == TCP_SYN_SENT);
  setNonBlocking(socket.get());
  CHECK(outcome(connect()) == "EALREADY");

  busy.makeRoom();
  CHECK(pollFor(socket.get(), POLLOUT) == POLLOUT);
  CHECK(takeError(socket.get()) == 0);
  CHECK(outcome(connect()) == "0");  // it tells once that it is done
  CHECK(outcome(connect()) == "EISCONN");
}

TEST_CASE("on Linux a second blocking connect waits for the first") {
  const BusyServer busy;
  Child client([&] {
    catchSignal(0);
    const auto& address = busy.listener.address;
    const Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
    const auto connect = [&] {
      return ::connect(socket.get(), address.get(), address.size());
    };
    if (errorOf(connect()) != EINTR) return 254;
    return errorOf(connect());
  });
  procfs::waitUntilAsleepIn(client.pid(), {"connect"});
  interrupt(client);
  procfs::waitUntilAsleepIn(client.pid(), {"connect"});

  busy.makeRoom();
  CHECK(client.wait().toString() == "exit status 0");
}

TEST_CASE("connectTo survives a signal") {
  const BusyServer busy;
  Child client([&] {
    catchSignal(0);
    const Fd socket = connectTo(busy.listener.address);
    return tcpState(socket.get()) == TCP_ESTABLISHED ? 0 : 1;
  });
  procfs::waitUntilAsleepIn(client.pid(), {"connect"});
  interrupt(client);
  procfs::waitUntilAsleepIn(client.pid(), {"poll", "ppoll"});
  interrupt(client);

  busy.makeRoom();
  CHECK(client.wait().toString() == "exit status 0");
}

}  // namespace
}  // namespace oneloop::testing
