#include <doctest/doctest.h>

#include <memory>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/soon.h"
#include "tests/TestConnection.h"

namespace oneloop::testing {
namespace {

/// A server that throws its client out as soon as it says something.
class Impatient {
 public:
  // A weak pointer keeps the memory, and the sanitizer would not see the use.
  explicit Impatient(bool observed) {
    test_.established();
    if (observed) observer = test_.connection;
    steps::add("the client", "says quit");
    sendAll(test_.peer.get(), "quit");
    soon([this] {
      test_.loop.turn();
      return called;
    });
  }

  bool called = false;
  long owners = 0;  // in the callback, when the server has let go
  std::weak_ptr<TcpConnection> observer;

 private:
  void throwOut(Buffer* buffer) {
    buffer->retrieveAll();
    steps::add("the server", "lets go of its connection, in the callback");
    test_.connection->connectDestroyed();
    test_.connection.reset();
    called = true;
    owners = observer.use_count();
  }

  TestConnection test_{[this](const TcpConnectionPtr&, Buffer* buffer,
                              Timestamp) { throwOut(buffer); }};
};

TEST_CASE("the message callback lets go of the last pointer") {
  const Impatient server(false);
  CHECK(server.called);
}

TEST_CASE("while the event is handled, somebody else holds it") {
  const Impatient server(true);
  CHECK(server.owners >= 1);
}

TEST_CASE("after the event nobody holds it") {
  const Impatient server(true);
  CHECK(server.observer.expired());
}

TEST_CASE("an idle connection is held by its server alone") {
  TestConnection test;
  test.established();
  test.loop.turn();
  CHECK(test.connection.use_count() == 1);
}

}  // namespace
}  // namespace oneloop::testing
