#include <doctest/doctest.h>

#include <memory>

#include "common/testing/Steps.h"
#include "exercises/17-tcp-connection/hold-each-other/pair.h"
#include "oneloop/EventLoop.h"
#include "tests/TestConnection.h"

namespace oneloop::testing {
namespace {

/// A pair, as the two servers of a relay hold it.
class Pair {
 public:
  Pair() { introduce(a.connection, b.connection); }
  ~Pair() {
    forget(a);
    forget(b);
  }

  /// What a server does at the end of a connection.
  static void forget(ConnectionAndPeer& one) {
    if (!one.connection) return;
    steps::add("the server", "closes one connection and lets go of it");
    one.connection->connectDestroyed();
    one.connection.reset();
  }

 private:
  EventLoop loop_;

 public:
  ConnectionAndPeer a = makeConnection(&loop_, {}, 1);
  ConnectionAndPeer b = makeConnection(&loop_, {}, 2);
};

TEST_CASE("each finds the other one") {
  const Pair pair;
  CHECK(otherOf(pair.a.connection) == pair.b.connection);
  CHECK(otherOf(pair.b.connection) == pair.a.connection);
}

TEST_CASE("a pair that is closed is gone") {
  Pair pair;
  const std::weak_ptr<TcpConnection> first = pair.a.connection;
  const std::weak_ptr<TcpConnection> second = pair.b.connection;
  Pair::forget(pair.a);
  Pair::forget(pair.b);
  CHECK(first.expired());
  CHECK(second.expired());
}

TEST_CASE("one that is left does not find the other, nor keep it") {
  for (const bool firstLeaves : {true, false}) {
    Pair pair;
    ConnectionAndPeer& leaves = firstLeaves ? pair.a : pair.b;
    const ConnectionAndPeer& stays = firstLeaves ? pair.b : pair.a;
    const std::weak_ptr<TcpConnection> observer = leaves.connection;
    Pair::forget(leaves);
    CHECK(observer.expired());
    CHECK(otherOf(stays.connection) == nullptr);
  }
}

TEST_CASE("whoever was not introduced has no other") {
  const TestConnection test;
  CHECK(otherOf(test.connection) == nullptr);
}

}  // namespace
}  // namespace oneloop::testing
