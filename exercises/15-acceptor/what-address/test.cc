#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/15-acceptor/what-address/questions.h"
#include "oneloop/InetAddress.h"
#include "oneloop/Socket.h"

namespace oneloop::testing {
namespace {

std::string tell(std::string_view call, std::string_view text,
                 const std::string& result) {
  steps::add("the library", std::string(call) + " makes of \"" +
                                std::string(text) + "\": " + result);
  return result;
}

std::string textOf(in_addr address) {
  sockaddr_in whole{};
  whole.sin_family = AF_INET;
  whole.sin_addr = address;
  return InetAddress(whole).toIp();
}

std::string withPton(const char* text) {
  in_addr address{};
  const bool good = ::inet_pton(AF_INET, text, &address) == 1;
  return tell("inet_pton", text, good ? textOf(address) : "error");
}

std::string withAton(const char* text) {
  in_addr address{};
  const bool good = ::inet_aton(text, &address) != 0;
  return tell("inet_aton", text, good ? textOf(address) : "error");
}

std::string withGetaddrinfo(const char* text) {
  addrinfo wanted{};
  wanted.ai_family = AF_INET;
  wanted.ai_flags = AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (::getaddrinfo(text, nullptr, &wanted, &found) != 0) {
    return tell("getaddrinfo", text, "error");
  }
  sockaddr_in address{};
  address = *reinterpret_cast<const sockaddr_in*>(found->ai_addr);
  ::freeaddrinfo(found);
  return tell("getaddrinfo", text, textOf(address.sin_addr));
}

Socket listening(const InetAddress& address) {
  Socket socket = Socket::create(address.family());
  socket.bindAddress(address);
  socket.listen();
  return socket;
}

std::string tryConnect(const Fd& client, const InetAddress& address) {
  const std::string result =
      outcome(::connect(client.get(), address.getSockAddr(), address.size()));
  steps::add("client", "connect to " + address.toIp() + ": " + result);
  return result == "0" ? "connected" : result;
}

TEST_CASE("questions 1 to 3: what is a numeric address?") {
  const Answer pton("kPton", kPton, {"10.0.0.1", "8.0.0.1", "error"});
  const Answer aton("kAton", kAton, {"10.0.0.1", "8.0.0.1", "error"});
  const Answer gai("kGetaddrinfo", kGetaddrinfo,
                   {"127.0.0.1", "127.1.0.0", "error"});
  pton.compareWith(withPton("010.0.0.1"));
  aton.compareWith(withAton("010.0.0.1"));
  gai.compareWith(withGetaddrinfo("127.1"));
}

TEST_CASE("questions 4 and 5: the address 0.0.0.0") {
  const Answer allZero("kAllZero", kAllZero, {"127.0.0.1", "0.0.0.0"});
  const Answer connect("kConnectToZero", kConnectToZero,
                       {"connected", "ECONNREFUSED"});
  sockaddr_in zero{};
  zero.sin_family = AF_INET;
  Socket everywhere = Socket::create(AF_INET);
  everywhere.bindAddress(InetAddress(zero));
  allZero.compareWith(InetAddress::localOf(everywhere.fd()).toIp());

  const Socket local = listening(InetAddress("127.0.0.1", 0));
  const Fd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  connect.compareWith(tryConnect(
      client, InetAddress("0.0.0.0", InetAddress::localOf(local.fd()).port())));
}

TEST_CASE("question 6: an IPv4 client of an IPv6 server") {
  const Answer mapped("kMapped", kMapped,
                      {"127.0.0.1", "::1", "::ffff:127.0.0.1", "none"});
  Socket server = listening(InetAddress("::", 0));
  const Fd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::string result = tryConnect(
      client,
      InetAddress("127.0.0.1", InetAddress::localOf(server.fd()).port()));
  if (result != "connected") return mapped.compareWith("none");
  pollFor(server.fd(), POLLIN);
  InetAddress peer;
  const Fd accepted = server.accept(&peer);
  mapped.compareWith(peer.toIp());
}

}  // namespace
}  // namespace oneloop::testing
