#include <doctest/doctest.h>
#include <sys/socket.h>

#include <memory>
#include <string>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/soon.h"
#include "tests/TestConnection.h"

namespace oneloop::testing {
namespace {

void runUntilClosed(TestConnection& test) {
  soon([&] {
    test.loop.turn();
    return test.connection == nullptr;
  });
}

// "0": the peer has read the end. "EAGAIN": it has not come.
std::string peerReads(const TestConnection& test) {
  char byte = 0;
  return outcome(::recv(test.peer.get(), &byte, 1, MSG_DONTWAIT));
}

TEST_CASE("when the peer ends, it is down once and then let go of") {
  TestConnection test;
  const std::weak_ptr<TcpConnection> observer = test.established().connection;
  steps::add("the peer", "closes");
  test.peer.reset();
  runUntilClosed(test);
  CHECK(test.told() == "up, down, close");
  CHECK(observer.expired());
}

TEST_CASE("a server that lets go: down, but no close callback") {
  TestConnection test;
  test.established();
  steps::add("the server", "calls connectDestroyed twice");
  test.connection->connectDestroyed();
  test.connection->connectDestroyed();
  CHECK(test.told() == "up, down");
  CHECK(peerReads(test) == "0");
}

TEST_CASE("after close, connectDestroyed adds nothing") {
  TestConnection test;
  test.established();
  const TcpConnectionPtr held = test.connection;
  steps::add("the program", "calls forceClose; the server connectDestroyed");
  held->forceClose();
  runUntilClosed(test);
  held->connectDestroyed();
  CHECK(test.told() == "up, down, close");
}

TEST_CASE("one that was never established ends without a word") {
  TestConnection test;
  test.connection->connectDestroyed();
  CHECK(test.told() == "");
  CHECK(test.connection->disconnected());
}

TEST_CASE("whoever holds a closed connection does not hold its socket") {
  TestConnection test;
  test.established();
  const TcpConnectionPtr held = test.connection;
  steps::add("the program", "holds the connection, and calls forceClose");
  held->forceClose();
  runUntilClosed(test);
  CHECK(held->disconnected());
  CHECK(peerReads(test) == "0");
}

TEST_CASE("in its last callback it is disconnected, and its socket there") {
  TestConnection test;
  test.established();
  bool disconnected = false;
  bool hasSocket = false;
  test.connection->setConnectionCallback([&](const TcpConnectionPtr& it) {
    disconnected = it->disconnected();
    hasSocket = !it->getTcpInfoString().empty();
  });
  test.connection->connectDestroyed();
  CHECK(disconnected);
  CHECK(hasSocket);
}

}  // namespace
}  // namespace oneloop::testing
