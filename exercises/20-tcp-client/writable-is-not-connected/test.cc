#include <doctest/doctest.h>
#include <netinet/tcp.h>

#include <cstring>
#include <string>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "tests/Attempts.h"
#include "tests/RefusedPort.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a refused attempt hands over no socket") {
  const Deadline limit("the connector");
  const RefusedPort port;
  Attempts attempts(port.address());
  steps::add("program", "start(); nobody listens");
  attempts.connector->start();
  attempts.loop.runUntil("the attempt has ended", [&] {
    return attempts.failures.size() + attempts.sockets.size() >= 1;
  });
  if (!attempts.sockets.empty()) {
    throw Failure("the connector",
                  "it hands over a socket that is not "
                  "connected");
  }
}

TEST_CASE("the failure is told with its own error") {
  const Deadline limit("the connector");
  const RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->start();
  attempts.runUntilFailures(2);
  const std::string told = ::strerrorname_np(attempts.failures[0]);
  CHECK(told == "ECONNREFUSED");
}

TEST_CASE("the client connects when the server appears") {
  const Deadline limit("the connector");
  RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->start();
  attempts.runUntilFailures(2);
  steps::add("server", "listens now");
  const Listener server = port.listen();
  attempts.runUntilConnected();
  CHECK(tcpState(attempts.sockets[0].get()) == TCP_ESTABLISHED);
}

}  // namespace
}  // namespace oneloop::testing
