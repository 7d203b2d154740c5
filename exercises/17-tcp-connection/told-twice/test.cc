#include <doctest/doctest.h>

#include <thread>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "tests/TestConnection.h"

namespace oneloop::testing {
namespace {

TEST_CASE("two threads close it: it is down once, and let go of once") {
  TestConnection test;
  test.established();
  const TcpConnectionPtr held = test.connection;
  for (const char* name : {"thread 1", "thread 2"}) {
    steps::add(name, "calls forceClose, which posts a functor");
    std::thread([&] { held->forceClose(); }).join();
  }
  steps::add("the loop", "runs the functors");
  test.loop.turn();
  CHECK(test.told() == "up, down, close");
}

TEST_CASE("a program closes it, and its peer does: down once") {
  TestConnection test;
  test.established();
  const TcpConnectionPtr held = test.connection;
  steps::add("the program", "calls forceClose");
  held->forceClose();
  steps::add("the peer", "closes; the loop finds that first");
  test.peer.reset();
  for (int i = 0; i < 3; ++i) test.loop.turn();
  CHECK(test.told() == "up, down, close");
}

TEST_CASE("a server lets go of one that is to be closed: no close callback") {
  TestConnection test;
  test.established();
  test.connection->forceClose();
  steps::add("the server", "calls connectDestroyed before the functor runs");
  test.connection->connectDestroyed();
  test.loop.turn();
  CHECK(test.told() == "up, down");
}

TEST_CASE("forceClose once still closes it") {
  TestConnection test;
  test.established();
  test.connection->forceClose();
  test.loop.turn();
  CHECK(test.told() == "up, down, close");
}

}  // namespace
}  // namespace oneloop::testing
