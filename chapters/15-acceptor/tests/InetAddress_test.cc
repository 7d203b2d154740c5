// InetAddress: both families, in and out of text.

#include "oneloop/InetAddress.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <net/if.h>

#include <stdexcept>
#include <string>

#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

TEST_CASE("an address without text is any address, or the loopback") {
  CHECK(InetAddress().toIpPort() == "0.0.0.0:0");
  CHECK(InetAddress(9981).toIpPort() == "0.0.0.0:9981");
  CHECK(InetAddress(9981, true).toIpPort() == "127.0.0.1:9981");
  CHECK(InetAddress(9981, false, true).toIpPort() == "[::]:9981");
  CHECK(InetAddress(9981, true, true).toIpPort() == "[::1]:9981");
}

TEST_CASE("an address is made of text, and prints as it was") {
  const InetAddress v4("10.1.2.3", 80);
  CHECK(v4.family() == AF_INET);
  CHECK(v4.toIp() == "10.1.2.3");
  CHECK(v4.port() == 80);
  CHECK(v4.portNetEndian() == htons(80));
  CHECK(v4.ipv4NetEndian() == htonl(0x0A010203));

  const InetAddress v6("2001:db8::1", 65'535);
  CHECK(v6.family() == AF_INET6);
  CHECK(v6.toIp() == "2001:db8::1");
  CHECK(v6.toIpPort() == "[2001:db8::1]:65535");
}

// muduo logs an error and goes on with 0.0.0.0: the whole world may connect.
TEST_CASE("a bad address is an error, and never 0.0.0.0") {
  for (const char* bad : {"", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1",
                          "::1::", "127.0.0.1 ", "0x"}) {
    CHECK_THROWS_AS(InetAddress(bad, 80), std::invalid_argument);
  }
  CHECK_THROWS_WITH(
      InetAddress("localhost", 80),
      "'localhost' is not a numeric IPv4 or IPv6 address, such as 127.0.0.1");
  CHECK_THROWS_WITH(InetAddress("127.0.0.1", 80, true),
                    "'127.0.0.1' is not a numeric IPv6 address, such as ::1");
}

TEST_CASE("the scope of a link-local address is its interface") {
  const unsigned int loopback = ::if_nametoindex("lo");
  REQUIRE(loopback != 0);
  const InetAddress withScope("fe80::1%lo", 80);
  CHECK(withScope.toIp() == "fe80::1%lo");
  InetAddress without("fe80::1", 80);
  CHECK_FALSE(without == withScope);
  without.setScopeId(loopback);
  CHECK(without == withScope);
}

TEST_CASE("a name is looked up in the family of the result, port unchanged") {
  InetAddress v4(80);
  REQUIRE(InetAddress::resolve("localhost", &v4));
  CHECK(v4.toIpPort() == "127.0.0.1:80");
  InetAddress v6(81, false, true);
  REQUIRE(InetAddress::resolve("::1", &v6));
  CHECK(v6.toIpPort() == "[::1]:81");
}

TEST_CASE("a name that does not exist leaves the result as it was") {
  InetAddress address("10.0.0.1", 80);
  CHECK_FALSE(InetAddress::resolve("no such name", &address));
  CHECK(address.toIpPort() == "10.0.0.1:80");
}

TEST_CASE("the two ends of a connection know each other's address") {
  const Connection pair = connectedPair();
  CHECK(InetAddress::localOf(pair.client.get()) ==
        InetAddress::peerOf(pair.server.get()));
  CHECK(InetAddress::peerOf(pair.client.get()) ==
        InetAddress::localOf(pair.server.get()));
}

TEST_CASE("the form of the socket calls goes in and out unchanged") {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(7);
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(InetAddress(v4).toIpPort() == "127.0.0.1:7");
  CHECK(InetAddress(v4).size() == sizeof(sockaddr_in));

  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(7);
  v6.sin6_addr = in6addr_loopback;
  InetAddress address;
  address.setSockAddrInet6(v6);
  CHECK(address == InetAddress(v6));
  CHECK(address.size() == sizeof(sockaddr_in6));
}

}  // namespace
}  // namespace oneloop::testing
