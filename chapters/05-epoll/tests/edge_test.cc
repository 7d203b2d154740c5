// Edge trigger, EPOLLET: what wakes it, and what does not.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/Epoll.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

constexpr std::uint32_t kEdge = EPOLLIN | EPOLLET;
constexpr std::chrono::milliseconds kNoWait{0};

TEST_CASE("an edge is reported once and what is left is not heard of again") {
  const auto [client, server] = connectedPair();
  Epoll epoll;
  CHECK(epoll.add(server.get(), kEdge) == 0);
  sendAll(client.get(), "hello");
  CHECK(epoll.wait() == EPOLLIN);
  CHECK(receiveExactly(server.get(), 2) == "he");

  // Three bytes wait, nothing new comes: a server that sleeps now hangs.
  CHECK(unread(server.get()) == 3);
  CHECK(pollFor(server.get(), POLLIN, kNoWait) == POLLIN);
  CHECK(epoll.now() == 0);
}

TEST_CASE("each new packet is an edge though the last was never read") {
  const auto [client, server] = connectedPair();
  Epoll epoll;
  CHECK(epoll.add(server.get(), kEdge) == 0);
  for (std::size_t packets = 1; packets <= 5; ++packets) {
    sendAll(client.get(), "x");
    CHECK(epoll.wait() == EPOLLIN);
    CHECK(unread(server.get()) == packets);
    CHECK(epoll.now() == 0);
  }
}

TEST_CASE("packets that come before the report are one edge") {
  const auto [client, server] = connectedPair();
  Epoll epoll;
  CHECK(epoll.add(server.get(), kEdge) == 0);
  for (int i = 0; i < 5; ++i) sendAll(client.get(), "x");
  waitUntilUnread(server.get(), 5);
  CHECK(epoll.now() == EPOLLIN);
  CHECK(epoll.now() == 0);
}

TEST_CASE("EPOLL_CTL_MOD reports again what is still there") {
  const auto [client, server] = connectedPair();
  Epoll epoll;
  CHECK(epoll.add(server.get(), kEdge) == 0);
  sendAll(client.get(), "x");
  CHECK(epoll.wait() == EPOLLIN);
  CHECK(epoll.now() == 0);
  CHECK(epoll.modify(server.get(), kEdge) == 0);  // the same interest
  CHECK(epoll.now() == EPOLLIN);
  CHECK(epoll.now() == 0);
}

TEST_CASE("what was there before EPOLL_CTL_ADD is reported too") {
  const auto [client, server] = connectedPair();
  sendAll(client.get(), "x");
  waitUntilUnread(server.get(), 1);
  Epoll epoll;
  CHECK(epoll.add(server.get(), kEdge) == 0);
  CHECK(epoll.now() == EPOLLIN);
}

TEST_CASE("room in the send buffer is an edge after it was full") {
  const auto [reader, writer] = localPair();
  Epoll epoll;
  CHECK(epoll.add(writer.get(), EPOLLOUT | EPOLLET) == 0);
  CHECK(epoll.now() == EPOLLOUT);
  CHECK(epoll.now() == 0);
  const std::size_t sent = fillSendBuffer(writer.get());
  CHECK(epoll.now() == 0);
  receiveExactly(reader.get(), sent);
  CHECK(epoll.now() == EPOLLOUT);
}

// Three clients wait, and the listener has been reported once.
struct EdgeListener {
  EdgeListener() {
    setNonBlocking(listener.fd());
    for (int i = 0; i < 3; ++i) clients.push_back(connectTo(listener.address));
    waitUntil("three clients wait",
              [&] { return queuedClients(listener.fd()) == 3; });
    CHECK(epoll.add(listener.fd(), kEdge) == 0);
    CHECK(epoll.now() == EPOLLIN);
  }

  Fd accept() const {
    return Fd(::accept4(listener.fd(), nullptr, nullptr,
                        SOCK_CLOEXEC | SOCK_NONBLOCK));
  }

  Listener listener = listenLocally();
  std::vector<Fd> clients;
  Epoll epoll;
};

TEST_CASE("one accept for each edge strands the clients behind the first") {
  EdgeListener door;
  CHECK(door.accept());
  CHECK(queuedClients(door.listener.fd()) == 2);
  CHECK(door.epoll.now() == 0);

  // The next client brings an edge, one accept, and is stranded itself.
  door.clients.push_back(connectTo(door.listener.address));
  CHECK(door.epoll.wait() == EPOLLIN);
  CHECK(door.accept());
  CHECK(queuedClients(door.listener.fd()) == 2);
  CHECK(door.epoll.now() == 0);
}

TEST_CASE("accept in a loop until EAGAIN leaves nobody waiting") {
  EdgeListener door;
  int accepted = 0;
  while (door.accept()) ++accepted;
  CHECK(errno == EAGAIN);
  CHECK(accepted == 3);
}

}  // namespace
}  // namespace oneloop::testing
