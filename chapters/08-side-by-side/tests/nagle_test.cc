// Why a server may be slow though its processor is idle: small writes wait.

#include <doctest/doctest.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include <chrono>
#include <string_view>

#include "common/check.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kFirst = "first";
constexpr std::string_view kSecond = "second";

// Bytes that the kernel has taken and not sent at all.
std::size_t unsent(int fd) {
  int n = 0;
  check("ioctl SIOCOUTQNSD", ::ioctl(fd, SIOCOUTQNSD, &n));
  return static_cast<std::size_t>(n);
}

void set(int fd, int option, int value) {
  check("setsockopt",
        ::setsockopt(fd, IPPROTO_TCP, option, &value, sizeof value));
}

// Two small writes to a client whose kernel delays its acknowledgement. Returns
// false if the acknowledgement came before it could be seen that it is missing.
bool writeTwice(const Connection& connection) {
  set(connection.client.get(), TCP_QUICKACK, 0);
  const int fd = connection.server.get();
  sendAll(fd, kFirst);
  sendAll(fd, kSecond);
  const std::size_t waiting = unsent(fd);
  return unacknowledged(fd) == kFirst.size() + kSecond.size() &&
         waiting == unsent(fd);
}

void receiveBoth(const Connection& connection) {
  receiveExactly(connection.client.get(), kFirst.size() + kSecond.size());
  set(connection.client.get(), TCP_QUICKACK, 1);
  waitUntilDelivered(connection.server.get());
}

TEST_CASE("a small write waits until the one before is acknowledged") {
  const Connection connection = connectedPair();
  const int server = connection.server.get();
  const int client = connection.client.get();
  waitUntil("the second write waits", [&] {
    if (writeTwice(connection) && unsent(server) == kSecond.size()) return true;
    receiveBoth(connection);
    return false;
  });
  // The client's kernel wants to send it along with an answer, or later.
  const std::chrono::microseconds delay(tcpInfo(client).tcpi_ato);
  CHECK(delay >= 40ms);
  CHECK(delay < 200ms);
  set(client, TCP_QUICKACK, 1);  // the acknowledgement, at once
  waitUntilUnread(client, kFirst.size() + kSecond.size());
  CHECK(unsent(server) == 0);
}

TEST_CASE("with TCP_NODELAY no small write waits for an acknowledgement") {
  const Connection connection = connectedPair();
  set(connection.server.get(), TCP_NODELAY, 1);
  int seen = 0;
  waitUntil("an acknowledgement was missing ten times", [&] {
    if (writeTwice(connection)) {
      ++seen;
      CHECK(unsent(connection.server.get()) == 0);
    }
    receiveBoth(connection);
    return seen == 10;
  });
}

}  // namespace
}  // namespace oneloop::testing
