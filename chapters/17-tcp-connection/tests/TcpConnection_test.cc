// TcpConnection: who holds it, and when it ends.

#include "oneloop/TcpConnection.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <any>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "common/check.h"
#include "common/testing/descriptors.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"
#include "tests/TestConnection.h"

namespace oneloop::testing {
namespace {

using Events = TestConnection::Events;

TEST_CASE("a connection begins when it is established, and says so") {
  TestConnection test;
  CHECK_FALSE(test.connection->connected());
  CHECK_FALSE(test.connection->disconnected());
  test.established();
  CHECK(test.connection->connected());
  CHECK(test.events == Events{"up"});
}

TEST_CASE("a connection knows its name and the two addresses") {
  TestConnection test;
  CHECK(test.connection->name() == "test#7");
  CHECK(test.connection->getLoop() == test.loop.get());
  CHECK(test.connection->peerAddress() ==
        InetAddress::localOf(test.peer.get()));
  CHECK(test.connection->localAddress() ==
        InetAddress::peerOf(test.peer.get()));
  tcp_info info{};
  CHECK(test.connection->getTcpInfo(&info));
  CHECK_FALSE(test.connection->getTcpInfoString().empty());
}

TEST_CASE("what the peer sends reaches the message callback") {
  TestConnection test;
  test.established();
  sendAll(test.peer.get(), "hello");
  test.loop.runUntil("it has come", [&] { return test.received == "hello"; });
}

TEST_CASE("what a callback does not retrieve is there the next time") {
  std::string seen;
  TestConnection test([&](const TcpConnectionPtr&, Buffer* buffer, Timestamp) {
    seen = buffer->toStringPiece();
  });
  test.established();
  sendAll(test.peer.get(), "hel");
  test.loop.runUntil("a part has come", [&] { return seen == "hel"; });
  sendAll(test.peer.get(), "lo");
  test.loop.runUntil("all has come", [&] { return seen == "hello"; });
}

TEST_CASE("an idle connection holds no memory for what it has read") {
  TestConnection test;
  test.established();
  sendAll(test.peer.get(), std::string(50'000, 'x'));
  test.loop.runUntil("it has come",
                     [&] { return test.received.size() == 50'000; });
  CHECK(test.connection->inputBuffer()->internalCapacity() == 0);
}

// #region end
TEST_CASE("when the peer ends, it is down once and then let go of") {
  TestConnection test;
  const std::weak_ptr<TcpConnection> observer = test.established().connection;
  test.peer.reset();
  test.runUntilClosed();
  CHECK(test.events == Events{"up", "down", "close"});
  CHECK(observer.expired());
}

TEST_CASE("what came before the end is read before it") {
  TestConnection test;
  test.established();
  sendAll(test.peer.get(), "last words");
  test.peer.reset();
  test.runUntilClosed();
  CHECK(test.received == "last words");
}

TEST_CASE("a reset ends it") {
  TestConnection test;
  test.established();
  resetOnClose(test.peer.get());
  test.peer.reset();
  test.runUntilClosed();
  CHECK(test.events == Events{"up", "down", "close"});
}

TEST_CASE("forceClose ends it in a later turn, also in its own callback") {
  TestConnection test;
  test.established();
  test.connection->forceClose();
  CHECK(test.events == Events{"up"});
  test.runUntilClosed();
  char byte = 0;
  CHECK(::recv(test.peer.get(), &byte, 1, 0) == 0);
}

TEST_CASE("forceClose may be called twice, and by another thread") {
  TestConnection test;
  test.established();
  const TcpConnectionPtr held = test.connection;
  std::thread([&] { held->forceClose(); }).join();
  held->forceClose();
  test.runUntilClosed();
  held->forceClose();
  test.loop.turn();
  CHECK(test.events == Events{"up", "down", "close"});
}

TEST_CASE("a server that lets go destroys it: down, but no close callback") {
  TestConnection test;
  test.established();
  test.connection->connectDestroyed();
  test.connection->connectDestroyed();
  CHECK(test.events == Events{"up", "down"});
}

TEST_CASE("one that was never established ends without a word") {
  TestConnection test;
  test.connection->connectDestroyed();
  CHECK(test.events.empty());
  CHECK(test.connection->disconnected());
}
// #endregion end

TEST_CASE("one that epoll refuses to watch is closed, and the loop goes on") {
  if (std::getenv("MUDUO_USE_POLL") != nullptr) {
    return skip("poll(2) watches a regular file, too");
  }
  TestLoop loop;
  TestConnection::Events events;
  TcpSettings settings;
  settings.connectionCallback = [&](const TcpConnectionPtr& connection) {
    events.push_back(connection->connected() ? "up" : "down");
  };
  settings.closeCallback = [&](const TcpConnectionPtr&) {
    events.push_back("close");
  };
  Connection pair = connectedPair();
  const int fd = pair.server.get();
  setNonBlocking(fd);
  const auto connection = std::make_shared<TcpConnection>(
      loop.get(), std::make_shared<const TcpSettings>(settings), 1,
      std::move(pair.server), InetAddress());
  const Fd file = openRegularFile();  // epoll_ctl: EPERM
  check("dup3", ::dup3(file.get(), fd, O_CLOEXEC));
  connection->connectEstablished();
  loop.turn();
  CHECK(events == TestConnection::Events{"up", "down", "close"});
  loop.turn();
}

// #region ownership
TEST_CASE("to set an option of a closed connection is no error") {
  TestConnection test;
  test.established();
  const TcpConnectionPtr held = test.connection;
  held->forceClose();
  test.runUntilClosed();
  held->setTcpNoDelay(true);
  CHECK(held->disconnected());
}

TEST_CASE("whoever holds a closed connection does not hold its socket") {
  TestConnection test;
  test.established();
  const TcpConnectionPtr held = test.connection;
  held->forceClose();
  test.runUntilClosed();
  char byte = 0;
  CHECK(::recv(test.peer.get(), &byte, 1, 0) == 0);  // the peer is not kept
  CHECK(held->disconnected());
  CHECK(held->name() == "test#7");
  CHECK(held->getTcpInfoString().empty());
}

TEST_CASE("a connection outlives its server for the event in progress") {
  TestConnection* owner = nullptr;
  std::string name;
  TestConnection test(
      [&](const TcpConnectionPtr& connection, Buffer*, Timestamp) {
        connection->connectDestroyed();
        owner->connection.reset();
        name = connection->name();  // still there
      });
  owner = &test;
  const std::weak_ptr<TcpConnection> observer = test.established().connection;
  sendAll(test.peer.get(), "x");
  test.loop.runUntil("the callback ran", [&] { return !name.empty(); });
  test.loop.turn();
  CHECK(observer.expired());
}

TEST_CASE("a post that comes after the end is dropped, and the loop may go") {
  TcpConnectionPtr held;
  {
    TestConnection test;
    test.established();
    held = test.connection;
  }
  held->forceClose();  // its loop does not exist any more
  std::thread([&] { held->forceClose(); }).join();
  CHECK(held->disconnected());
}
// #endregion ownership

TEST_CASE("a callback may be replaced, even by itself") {
  int first = 0;
  int second = 0;
  TestConnection test(
      [&](const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
        connection->setMessageCallback(
            [&](const TcpConnectionPtr&, Buffer* next, Timestamp) {
              next->retrieveAll();
              ++second;
            });
        buffer->retrieveAll();
        ++first;  // what this closure holds is still there
      });
  test.established();
  sendAll(test.peer.get(), "x");
  test.loop.runUntil("the first ran", [&] { return first == 1; });
  sendAll(test.peer.get(), "y");
  test.loop.runUntil("the second ran", [&] { return second == 1; });
  CHECK(first == 1);
}

TEST_CASE("any thread may ask for the name while callbacks are replaced") {
  TestConnection test;
  test.established();
  std::atomic<bool> go = true;
  std::thread asks([&go, connection = test.connection] {
    while (go) CHECK(connection->name() == "test#7");
  });
  for (int i = 0; i < 1'000; ++i) {
    test.connection->setConnectionCallback([](const TcpConnectionPtr&) {});
    test.loop.turn();
  }
  go = false;
  asks.join();
}

TEST_CASE("a program keeps with a connection what it wants") {
  TestConnection test;
  test.connection->setContext(std::string("alice"));
  CHECK(std::any_cast<std::string>(test.connection->getContext()) == "alice");
  *test.connection->getMutableContext() = 7;
  CHECK(std::any_cast<int>(test.connection->getContext()) == 7);
}

TEST_CASE("an urgent byte does not close the connection") {
  TestConnection test;
  test.established();
  CHECK(::send(test.peer.get(), "!", 1, MSG_OOB) == 1);
  sendAll(test.peer.get(), "hello");
  test.loop.runUntil("it has come", [&] { return test.received == "hello"; });
  CHECK(test.connection->connected());
}

}  // namespace
}  // namespace oneloop::testing
