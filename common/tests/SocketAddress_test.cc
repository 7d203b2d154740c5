#include "common/SocketAddress.h"

#include <doctest/doctest.h>
#include <netinet/in.h>

#include <stdexcept>
#include <string>

#include "common/connectTo.h"
#include "common/testing/sockets.h"

namespace oneloop {
namespace {

TEST_CASE("an IPv4 address is in network byte order") {
  const SocketAddress address("127.0.0.1", 0x1234);
  CHECK(address.family() == AF_INET);
  CHECK(address.size() == sizeof(sockaddr_in));
  CHECK(address.port() == 0x1234);
  const auto& raw = reinterpret_cast<const sockaddr_in&>(*address.get());
  CHECK(raw.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
  CHECK(raw.sin_port == htons(0x1234));
}

TEST_CASE("an IPv6 address is printed in brackets") {
  const SocketAddress address("::1", 80);
  CHECK(address.family() == AF_INET6);
  CHECK(address.size() == sizeof(sockaddr_in6));
  CHECK(address.port() == 80);
  CHECK(address.toString() == "[::1]:80");
  CHECK(SocketAddress("2001:db8:0:0::1", 65535).toString() ==
        "[2001:db8::1]:65535");
}

TEST_CASE("an address text that is not one is an error and never 0.0.0.0") {
  for (const std::string text :
       {"", "localhost", "1.2.3", "1.2.3.4.5", "256.0.0.1", "127.1", " 1.2.3.4",
        "1.2.3.4 ", "::g", "[::1]", ":::", "0x7f.0.0.1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(SocketAddress(text, 80), std::invalid_argument);
  }
}

TEST_CASE("parse is the inverse of toString") {
  for (const std::string text :
       {"127.0.0.1:80", "0.0.0.0:0", "[::1]:65535", "[::]:0"}) {
    CHECK(SocketAddress::parse(text).toString() == text);
  }
}

TEST_CASE("parse refuses a text without an address or without a port") {
  for (const std::string text :
       {"", "127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:http", "127.0.0.1:-1",
        "127.0.0.1:65536", "127.0.0.1:99999999999", "127.0.0.1:80x",
        "127.0.0.1: 80", "127.0.0.1:80 ", "[::1]", "[::1]:", "[::1", "::1",
        "::1:80", "[127.0.0.1]:80", "localhost:80"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(SocketAddress::parse(text), std::invalid_argument);
  }
}

TEST_CASE("localOf tells the port that the kernel chose") {
  const auto listener = testing::listenLocally();
  CHECK(listener.address.port() != 0);
  CHECK(listener.address.toString() ==
        "127.0.0.1:" + std::to_string(listener.address.port()));
  const Fd client = connectTo(listener.address);
  CHECK(SocketAddress::localOf(client.get()).port() != 0);
}

TEST_CASE("localOf names the call when there is no such descriptor") {
  CHECK_THROWS_WITH(SocketAddress::localOf(-1),
                    "getsockname: Bad file descriptor");
}

}  // namespace
}  // namespace oneloop
