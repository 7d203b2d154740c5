// listenOn and connectTo.

#include "common/listenOn.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <string>
#include <system_error>

#include "common/connectTo.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"

namespace oneloop {
namespace {

const SocketAddress kAnyPort("127.0.0.1", 0);

bool canUse(const SocketAddress& address) {
  const Fd fd(::socket(address.family(), SOCK_STREAM, 0));
  return fd && ::bind(fd.get(), address.get(), address.size()) == 0;
}

TEST_CASE("listenOn makes a listener that blocks or not as it is told") {
  CHECK_FALSE(testing::isNonBlocking(listenOn(kAnyPort, Blocking::kYes).get()));
  CHECK(testing::isNonBlocking(listenOn(kAnyPort, Blocking::kNo).get()));
}

TEST_CASE("connectTo reaches what listenOn has opened") {
  const Fd listener = listenOn(kAnyPort, Blocking::kYes);
  const Fd client = connectTo(SocketAddress::localOf(listener.get()));
  CHECK(testing::tcpState(client.get()) == TCP_ESTABLISHED);
  CHECK_FALSE(testing::isNonBlocking(client.get()));
}

TEST_CASE("both speak IPv6") {
  const SocketAddress anyPort("::1", 0);
  if (!canUse(anyPort)) return testing::skip("this machine has no IPv6");
  const Fd listener = listenOn(anyPort, Blocking::kYes);
  const auto address = SocketAddress::localOf(listener.get());
  CHECK(address.toString() == "[::1]:" + std::to_string(address.port()));
  const Fd client = connectTo(address);
  CHECK(testing::tcpState(client.get()) == TCP_ESTABLISHED);
}

TEST_CASE("a second listenOn on the same port fails loudly") {
  const Fd one = listenOn(kAnyPort, Blocking::kYes);
  const auto address = SocketAddress::localOf(one.get());
  CHECK_THROWS_WITH_AS(
      listenOn(address, Blocking::kYes),
      ("bind " + address.toString() + ": Address already in use").c_str(),
      std::system_error);
}

TEST_CASE("connectTo names the address that refused") {
  const auto address = [] {
    const Fd listener = listenOn(kAnyPort, Blocking::kYes);
    return SocketAddress::localOf(listener.get());
  }();
  CHECK_THROWS_WITH_AS(
      connectTo(address),
      ("connect " + address.toString() + ": Connection refused").c_str(),
      std::system_error);
}

}  // namespace
}  // namespace oneloop
