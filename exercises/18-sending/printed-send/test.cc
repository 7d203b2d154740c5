#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "common/testing/Steps.h"
#include "common/testing/soon.h"
#include "exercises/18-sending/printed-send/sendFromThread.h"
#include "tests/PeerReader.h"
#include "tests/TestConnection.h"

namespace oneloop::testing {
namespace {

class Worker : public PeerReader {
 public:
  Worker() { test.established(); }

  /// Sends a string of its own from another thread.
  void sends(const std::string& bytes) {
    std::thread([&] {
      const TcpConnectionPtr copy = test.connection;
      const std::string own(bytes);
      steps::add("the worker", "posts its bytes, and destroys the string");
      sendFromThread(copy, own);
    }).join();
  }
  /// What has reached the peer, once the loop has run.
  const std::string& received() {
    steps::add("the loop", "runs the functor");
    soon([this] {
      test.loop.turn();
      readFrom(test.peer.get());
      return !arrived.empty();
    });
    return arrived;
  }

  TestConnection test;
};

TEST_CASE("the worker's string is gone when the loop sends") {
  Worker worker;
  const std::string bytes(100, 'x');
  worker.sends(bytes);
  CHECK(worker.received() == bytes);
}

TEST_CASE("a short string is gone as well") {
  Worker worker;
  worker.sends("yes");
  CHECK(worker.received() == "yes");
}

TEST_CASE("the connection is gone when the loop sends") {
  Worker worker;
  worker.sends(std::string(100, 'x'));
  steps::add("the server", "lets go of the connection, before the loop runs");
  worker.test.connection->connectDestroyed();
  worker.test.connection.reset();
  worker.test.loop.turn();
  worker.readFrom(worker.test.peer.get());
  CHECK(worker.arrived.empty());
}

TEST_CASE("a zero among the bytes arrives like any other") {
  Worker worker;
  const std::string bytes("a\0b", 3);
  worker.sends(bytes);
  CHECK(quoted(worker.received()) == quoted(bytes));
}

TEST_CASE("in the loop's own thread it is sent at once") {
  Worker worker;
  sendFromThread(worker.test.connection, "now");
  worker.readFrom(worker.test.peer.get());
  CHECK(worker.arrived == "now");
}

}  // namespace
}  // namespace oneloop::testing
