// How the end of a TCP connection looks through poll: a half-close, a full
// close and a reset differ less than their names.

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>

#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

constexpr short kAll = POLLIN | POLLOUT | POLLRDHUP;
constexpr std::chrono::milliseconds kNoWait{0};

// Has the end of the peer's stream arrived? POLLRDHUP says so, when asked.
void waitForEnd(int fd) { REQUIRE((pollFor(fd, POLLRDHUP) & POLLRDHUP) != 0); }

// TCP_CLOSE: a RST has arrived, and all that follows from it is done.
void waitForReset(int fd) { waitUntilTcpState(fd, TCP_CLOSE); }

bool atEnd(int fd) {
  char byte = 0;
  return ::recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

TEST_CASE("a peer that closes its sending half shows as POLLIN and POLLRDHUP") {
  const auto [client, server] = connectedPair();
  CHECK(pollFor(server.get(), kAll, kNoWait) == POLLOUT);
  ::shutdown(client.get(), SHUT_WR);
  waitForEnd(server.get());
  CHECK(pollFor(server.get(), kAll, kNoWait) == kAll);
  // POLLRDHUP comes only when asked for; without it, a recv of 0 tells.
  CHECK(pollFor(server.get(), POLLIN, kNoWait) == POLLIN);
  CHECK(atEnd(server.get()));
  // The other half is open.
  sendAll(server.get(), "still here");
  CHECK(receiveExactly(client.get(), 10) == "still here");
}

TEST_CASE(
    "a peer that closes altogether looks the same until it is written to") {
  auto [client, server] = connectedPair();
  client.reset();
  waitForEnd(server.get());
  CHECK(pollFor(server.get(), kAll, kNoWait) == kAll);  // and no POLLHUP

  sendAll(server.get(), "x");  // succeeds, and provokes a RST
  waitForReset(server.get());
  CHECK(pollFor(server.get(), 0, kNoWait) == (POLLERR | POLLHUP));
  CHECK(pollFor(server.get(), kAll, kNoWait) == (kAll | POLLERR | POLLHUP));
  CHECK(takeError(server.get()) == EPIPE);
  CHECK(pollFor(server.get(), kAll, kNoWait) == (kAll | POLLHUP));
}

TEST_CASE("a reset shows as POLLERR and POLLHUP unasked") {
  auto [client, server] = connectedPair();
  resetOnClose(client.get());
  client.reset();
  waitForReset(server.get());
  CHECK(pollFor(server.get(), 0, kNoWait) == (POLLERR | POLLHUP));
  CHECK(pollFor(server.get(), kAll, kNoWait) == (kAll | POLLERR | POLLHUP));
  CHECK(takeError(server.get()) == ECONNRESET);
  CHECK(pollFor(server.get(), 0, kNoWait) == POLLHUP);
}

TEST_CASE("POLLHUP shows when both halves are closed") {
  const auto [client, server] = connectedPair();
  ::shutdown(client.get(), SHUT_WR);
  waitForEnd(server.get());
  CHECK((pollFor(server.get(), kAll, kNoWait) & POLLHUP) == 0);
  ::shutdown(server.get(), SHUT_WR);
  CHECK((pollFor(server.get(), kAll, kNoWait) & POLLHUP) != 0);
}

TEST_CASE("bytes sent before the end are still there to read") {
  auto [client, server] = connectedPair();
  sendAll(client.get(), "last words");
  client.reset();
  waitForEnd(server.get());
  CHECK(receiveExactly(server.get(), 10) == "last words");
  CHECK(atEnd(server.get()));
}

TEST_CASE("a socket that is not connected shows POLLOUT and POLLHUP") {
  const Fd fresh(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  CHECK(pollFor(fresh.get(), kAll, kNoWait) == (POLLOUT | POLLHUP));
}

}  // namespace
}  // namespace oneloop::testing
