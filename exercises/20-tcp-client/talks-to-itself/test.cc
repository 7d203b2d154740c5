#include <doctest/doctest.h>

#include <chrono>
#include <cstring>
#include <string>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "tests/Attempts.h"
#include "tests/OwnPort.h"
#include "tests/RefusedPort.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a client whose server is there is connected") {
  const Deadline limit("the connector");
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  attempts.connector->start();
  attempts.runUntilConnected();
  CHECK(attempts.failures.empty());
}

TEST_CASE("a refused client is refused") {
  const Deadline limit("the connector");
  const RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->start();
  attempts.runUntilFailures(2);
  const std::string told = ::strerrorname_np(attempts.failures[0]);
  CHECK(told == "ECONNREFUSED");
}

TEST_CASE("a socket that is connected to itself is not handed over") {
  const Deadline limit("the connector", std::chrono::seconds(60));
  bool happened = false;
  for (int i = 0; i < 100 && !happened; ++i) {
    const OwnPort port;
    if (!port.approach()) continue;
    steps::add("program",
               "start(); the kernel will soon choose, as our own port, the one "
               "that we connect to");
    Attempts attempts(port.address());
    attempts.connector->start();
    attempts.loop.runUntil("some attempts have failed", [&] {
      return attempts.failures.size() >= 8 || !attempts.sockets.empty();
    });
    if (!attempts.sockets.empty()) {
      throw Failure("the connector",
                    "it hands over a socket that is connected to itself");
    }
    for (const int error : attempts.failures) {
      const std::string told = ::strerrorname_np(error);
      REQUIRE(told == "ECONNREFUSED");
    }
    happened = port.wasConnectedToItself();
  }
  REQUIRE(happened);
}

}  // namespace
}  // namespace oneloop::testing
