#include <doctest/doctest.h>

#include <cstddef>
#include <string>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "tests/Attempts.h"
#include "tests/RefusedPort.h"

namespace oneloop::testing {
namespace {

/// A connector that has been refused once, and waits for 50 to 100 ms.
class Refused {
 public:
  Refused() {
    attempts.connector->setRetryDelay(0.1, 0.1);
    steps::add("program", "start(); nobody listens");
    attempts.connector->start();
    attempts.runUntilFailures(1);
  }

  const Deadline limit{"the connector"};
  RefusedPort port;
  Attempts attempts{port.address()};
};

TEST_CASE("stop ends the waiting") {
  Refused refused;
  Attempts& attempts = refused.attempts;
  steps::add("program", "stop()");
  attempts.connector->stop();
  attempts.pass(0.12);
  if (attempts.failures.size() > 1) {
    throw Failure("the connector", "it goes on after stop()");
  }
}

TEST_CASE("without stop it goes on") {
  Refused refused;
  refused.attempts.runUntilFailures(3);
}

TEST_CASE("stop and start within the delay: one connection") {
  Refused refused;
  Attempts& attempts = refused.attempts;
  steps::add("program", "stop(); the server listens; start()");
  attempts.connector->stop();
  const Listener server = refused.port.listen();
  attempts.connector->start();
  attempts.runUntilConnected();
  attempts.pass(0.12);
  CHECK(attempts.sockets.size() == 1);
}

TEST_CASE("start after stop does not wait for the old delay") {
  Refused refused;
  Attempts& attempts = refused.attempts;
  attempts.connector->stop();
  attempts.connector->start();
  bool late = false;
  attempts.loop.get()->runAfter(0.05, [&] { late = true; });
  attempts.loop.runUntil("the second attempt has failed",
                         [&] { return attempts.failures.size() == 2; });
  CHECK_FALSE(late);
}

TEST_CASE("ten stops and starts leave one timer") {
  Refused refused;
  Attempts& attempts = refused.attempts;
  for (std::size_t i = 2; i <= 11; ++i) {
    attempts.connector->stop();
    attempts.connector->start();
    attempts.runUntilFailures(i);
  }
  steps::add("program", "ten times stop(), start(), refused; then 100 ms");
  attempts.pass(0.1);
  // One after 50 to 100 ms, and perhaps one 50 ms later.
  CHECK(attempts.failures.size() <= 13);
}

}  // namespace
}  // namespace oneloop::testing
