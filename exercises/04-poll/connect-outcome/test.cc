#include <doctest/doctest.h>
#include <fmt/core.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>

#include "common/connectTo.h"
#include "common/testing/Call.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "exercises/04-poll/connect-outcome/connect_within.h"

namespace oneloop::testing {
namespace {

constexpr std::chrono::milliseconds kShort{200};

std::string describe(const ConnectOutcome& outcome) {
  return outcome.error == 0 ? "no error" : strerrorname_np(outcome.error);
}

Call callConnectWithin(const SocketAddress& server) {
  steps::add("connectWithin", fmt::format("is given {} and {} ms",
                                          server.toString(), kShort.count()));
  return {"connectWithin",
          [server] { return describe(connectWithin(server, kShort)); }};
}

void expect(Call& call, const std::string& expected) {
  const std::string result = call.result();
  steps::add("connectWithin", "reports: " + result);
  if (result != expected) {
    throw Failure("connectWithin",
                  fmt::format("reported: {}; expected: {}", result, expected));
  }
}

// A server whose queue is full: it answers nobody.
struct BusyServer {
  Listener listener = listenLocally(0);
  Fd first = connectTo(listener.address);

  BusyServer() {
    waitUntil("the first client is in the queue",
              [&] { return queuedClients(listener.fd()) == 1; });
    steps::add("server", "does not accept, and its queue is full");
  }
};

TEST_CASE("a connect that succeeds is reported") {
  const Listener listener = listenLocally();
  const ConnectOutcome outcome = connectWithin(listener.address, kShort);
  CHECK(describe(outcome) == "no error");
  CHECK(isNonBlocking(outcome.socket.get()));
  const Fd server = acceptFrom(listener);
  sendAll(outcome.socket.get(), "hello");
  CHECK(receiveExactly(server.get(), 5) == "hello");
}

TEST_CASE("a refused connect is reported") {
  const Fd bound(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const SocketAddress anyPort("127.0.0.1", 0);
  REQUIRE(::bind(bound.get(), anyPort.get(), anyPort.size()) == 0);
  steps::add("server", "has a port, and does not listen");
  Call call = callConnectWithin(SocketAddress::localOf(bound.get()));
  expect(call, "ECONNREFUSED");
}

TEST_CASE("a server that does not answer is given up in time") {
  const BusyServer server;
  Call call = callConnectWithin(server.listener.address);
  expect(call, "ETIMEDOUT");
}

TEST_CASE("a signal does not end the wait") {
  const BusyServer server;
  Call call = callConnectWithin(server.listener.address);
  call.interruptIn("poll");
  expect(call, "ETIMEDOUT");
}

TEST_CASE("signals do not lengthen the wait") {
  const BusyServer server;
  Call call = callConnectWithin(server.listener.address);
  call.interruptIn("poll");
  steps::add("connectWithin", "is interrupted again every 20 ms");
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!call.returnsWithin(std::chrono::milliseconds(20))) {
    if (std::chrono::steady_clock::now() > end) {
      throw Failure("connectWithin",
                    fmt::format("still waits after {} ms: does each signal "
                                "start its {} ms anew?",
                                kPatience / std::chrono::milliseconds(1),
                                kShort.count()));
    }
    call.signal(SIGUSR1);
  }
  expect(call, "ETIMEDOUT");
}

}  // namespace
}  // namespace oneloop::testing
