// What the tables call "cannot" is so.

#include <doctest/doctest.h>

#include <string>

#include "common/testing/ServerProcess.h"
#include "common/testing/descriptorLimit.h"
#include "common/testing/skip.h"
#include "tools/compare/Crowd.h"
#include "tools/compare/Server.h"

namespace oneloop::testing {
namespace {

using compare::Crowd;
using compare::Refused;
using compare::Server;

bool never() { return false; }

Server serverCalled(const std::string& name) {
  return compare::selectServers(compare::readServers(ONELOOP_ROOT "/chapters"),
                                {name})
      .front();
}

void connect(const Server& server, unsigned clients) {
  ServerProcess process({server.program(ONELOOP_BIN)});
  Crowd crowd(process.address(), compare::ownLoad(1, clients - 1, 64), never);
  crowd.connect();
}

TEST_CASE("select serves as many clients as the comparison allows it") {
  if (raiseDescriptorLimit() < 1'100) {
    return skip("RLIMIT_NOFILE allows less than 1100 descriptors");
  }
  const Server server = serverCalled("echo_select");
  REQUIRE(server.clients);
  CHECK_NOTHROW(connect(server, *server.clients));
}

TEST_CASE("select refuses one client more than the comparison allows it") {
  if (raiseDescriptorLimit() < 1'100) {
    return skip("RLIMIT_NOFILE allows less than 1100 descriptors");
  }
  const Server server = serverCalled("echo_select");
  CHECK_THROWS_AS(connect(server, *server.clients + 1), Refused);
}

TEST_CASE("a blocking server lets the second client wait for the first") {
  const Server server = serverCalled("echo_blocking");
  REQUIRE(server.clients == 1U);
  CHECK_NOTHROW(connect(server, 1));
  CHECK_THROWS_AS(connect(server, 2), Refused);
}

TEST_CASE("a blocking server serves clients that come one after the other") {
  const Server server = serverCalled("echo_blocking");
  compare::Load churn = compare::ownLoad(1, 0, 64);
  churn.kind = compare::Load::Kind::kChurn;
  CHECK(!server.cannot(churn));
  ServerProcess process({server.program(ONELOOP_BIN)});
  Crowd crowd(process.address(), churn, never);
  crowd.connect();
  CHECK(crowd.pingPong(std::size_t{100}).messages == 100);
}

}  // namespace
}  // namespace oneloop::testing
