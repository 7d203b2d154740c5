#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "oneloop/Acceptor.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A door on the loopback, and who knocks.
class Door {
 public:
  Door() { acceptor.listen(); }

  /// `n` clients connect, one after the other, until each has been accepted.
  std::vector<Fd> knock(int n) {
    std::vector<Fd> clients;
    for (int i = 0; i < n; ++i) {
      clients.push_back(connectTo({"127.0.0.1", acceptor.address().port()}));
      acceptAll();
    }
    return clients;
  }

  TestLoop loop;
  Acceptor acceptor{loop.get(), InetAddress("127.0.0.1", 0), false};

 private:
  void acceptAll() {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (queuedClients(listener) > 0) {
      if (std::chrono::steady_clock::now() > end) {
        throw Failure("client", "waits in the queue: nobody accepts it");
      }
      loop.turn();
    }
  }

  // The acceptor's socket is the descriptor below the next free one.
  const int listener = [] {
    const Fd next(::dup(0));
    return next.get() - 1;
  }();
};

TEST_CASE("with a callback the client is handed over") {
  Door door;
  std::vector<Fd> taken;
  door.acceptor.setNewConnectionCallback([&](Fd socket, const InetAddress&) {
    taken.push_back(std::move(socket));
  });
  const std::vector<Fd> clients = door.knock(2);
  REQUIRE(taken.size() == 2);
  CHECK(isNonBlocking(taken[0].get()));
  sendAll(taken[1].get(), "hello");
  CHECK(receiveExactly(clients[1].get(), 5) == "hello");
}

TEST_CASE("without a callback no descriptor stays open") {
  Door door;
  steps::add("program", "listens, and has set no callback yet");
  const std::size_t before = procfs::descriptors(::getpid());
  door.knock(20).clear();
  const std::size_t left = procfs::descriptors(::getpid()) - before;
  steps::add("clients", "20 of them have come and gone");
  if (left != 0) {
    throw Failure(
        "the acceptor",
        fmt::format("{} descriptors are open that nobody owns", left));
  }
}

TEST_CASE("without a callback the client reads the end at once") {
  Door door;
  const Fd client = std::move(door.knock(1).front());
  char byte = 0;
  if (pollFor(client.get(), POLLIN, std::chrono::seconds(1)) == 0) {
    throw Failure("client", "is connected, and hears nothing, for ever");
  }
  CHECK(::recv(client.get(), &byte, 1, 0) == 0);
}

}  // namespace
}  // namespace oneloop::testing
