// EPOLLONESHOT: one report, then silence until the program asks again.

#include <doctest/doctest.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>

#include <cerrno>
#include <cstdint>

#include "common/testing/Epoll.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

constexpr std::uint32_t kOnce = EPOLLIN | EPOLLONESHOT;

// Watched, and reported once: disarmed. One byte waits.
struct Disarmed {
  Disarmed() {
    CHECK(epoll.add(pair.server.get(), kOnce) == 0);
    sendAll(pair.client.get(), "x");
    CHECK(epoll.wait() == EPOLLIN);
  }

  Connection pair = connectedPair();
  Epoll epoll;
};

TEST_CASE("after one report even new packets are silent") {
  Disarmed watch;
  CHECK(watch.epoll.now() == 0);
  sendAll(watch.pair.client.get(), "y");
  waitUntilUnread(watch.pair.server.get(), 2);
  CHECK(watch.epoll.now() == 0);
}

TEST_CASE("a disarmed descriptor is still in the list so MOD arms it not ADD") {
  Disarmed watch;
  CHECK(watch.epoll.add(watch.pair.server.get(), kOnce) == EEXIST);
  CHECK(watch.epoll.now() == 0);
  CHECK(watch.epoll.modify(watch.pair.server.get(), kOnce) == 0);
  CHECK(watch.epoll.now() == EPOLLIN);  // what waited is reported at once
  CHECK(watch.epoll.now() == 0);
}

TEST_CASE("while disarmed even a reset is silent") {
  Disarmed watch;
  resetOnClose(watch.pair.client.get());
  watch.pair.client.reset();
  waitUntilTcpState(watch.pair.server.get(), TCP_CLOSE);
  CHECK(watch.epoll.now() == 0);

  CHECK(watch.epoll.modify(watch.pair.server.get(), kOnce) == 0);
  CHECK(watch.epoll.now() == (EPOLLIN | EPOLLERR | EPOLLHUP));
}

TEST_CASE("an interest in nothing still hears of a reset") {
  auto [client, server] = connectedPair();
  Epoll epoll;
  CHECK(epoll.add(server.get(), 0) == 0);
  resetOnClose(client.get());
  client.reset();
  waitUntilTcpState(server.get(), TCP_CLOSE);
  CHECK(epoll.now() == (EPOLLERR | EPOLLHUP));
}

}  // namespace
}  // namespace oneloop::testing
