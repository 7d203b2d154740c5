// Sending: what the kernel does not take waits, and nothing is lost.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "common/testing/StderrCapture.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "oneloop/Buffer.h"
#include "oneloop/Channel.h"
#include "oneloop/TcpConnection.h"
#include "tests/PeerReader.h"
#include "tests/TestConnection.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMegabyte = 1'000'000;

/// A connection whose peer reads when it is told to.
class Sending : public TestConnection, public PeerReader {
 public:
  explicit Sending(TcpSettings settings = {}, MessageCallback onMessage = {})
      : TestConnection(std::move(onMessage), std::move(settings)) {
    established();
  }

  void read() { readFrom(peer.get()); }
  void readUntilArrived(std::size_t n) {
    loop.runUntil("all has arrived", [&] {
      read();
      return arrived.size() >= n;
    });
  }
  void readUntilEnd() {
    loop.runUntil("the peer has read the end", [&] {
      read();
      return ended;
    });
  }
  std::size_t waiting() const {
    return connection ? connection->outputBuffer()->readableBytes() : 0;
  }
};

// #region send
TEST_CASE("every form of send arrives, in order") {
  Sending test;
  const std::string lvalue = "two ";
  Buffer buffer;
  buffer.append("five");
  test.connection->send("one ");
  test.connection->send(lvalue);
  test.connection->send(std::string("three "));
  test.connection->send(static_cast<const void*>("four "), 5);
  test.connection->send(&buffer);
  CHECK(buffer.readableBytes() == 0);
  test.readUntilArrived(23);
  CHECK(test.arrived == "one two three four five");
}

TEST_CASE("ten megabytes reach a slow reader whole, and memory is given back") {
  Sending test;
  const std::string bytes = numbered(10 * kMegabyte);
  test.connection->send(bytes);
  CHECK(test.waiting() > 0);  // more than the kernel takes
  test.connection->send("!");
  test.readUntilArrived(bytes.size() + 1);
  CHECK(test.arrived == bytes + "!");
  CHECK(test.connection->outputBuffer()->internalCapacity() == 0);
}

TEST_CASE("it waits for room only while there is something to send") {
  Sending test;
  test.connection->send(numbered(10 * kMegabyte));
  test.readUntilArrived(10 * kMegabyte);
  // A channel that still waits for room would be called in every turn.
  test.loop.runUntil("all is sent", [&] { return test.waiting() == 0; });
  const std::int64_t before = test.loop.get()->iteration();
  test.loop.get()->runAfter(0.02, [&] { test.loop.get()->quit(); });
  test.loop.get()->loop();
  CHECK(test.loop.get()->iteration() - before <= 3);
}

TEST_CASE("one report of room is one send, and the rest has to wait") {
  Sending test;
  test.connection->send(numbered(20 * kMegabyte));
  const std::size_t before = test.waiting();
  test.read();  // so there is room
  test.loop.turn();
  CHECK(test.waiting() < before);
  CHECK(test.waiting() > 0);
}

TEST_CASE("nothing is sent before the beginning, nor after the end") {
  {
    TestConnection early;
    early.connection->send("too early");
    early.established();
    CHECK(pollFor(early.peer.get(), POLLIN, std::chrono::milliseconds(0)) == 0);
  }
  Sending late;
  const TcpConnectionPtr held = late.connection;
  held->forceClose();
  CHECK_FALSE(held->connected());
  held->send("too late");
  late.runUntilClosed();
  held->send("too late");
  late.readUntilEnd();
  CHECK(late.arrived.empty());
}
// #endregion send

// #region threads
TEST_CASE("another thread sends bytes that it then destroys") {
  Sending test;
  const TcpConnectionPtr connection = test.connection;
  std::thread([connection] {
    {
      std::string temporary(100'000, 'x');
      connection->send(temporary);
    }
    Buffer buffer;
    buffer.append("yes");
    connection->send(&buffer);
  }).join();
  test.readUntilArrived(100'003);
  CHECK(test.arrived == std::string(100'000, 'x') + "yes");
}

TEST_CASE("what a worker sent before the loop's shutdown is not lost") {
  Sending test;
  const TcpConnectionPtr connection = test.connection;
  std::thread([connection] {
    for (int i = 0; i < 1'000; ++i) connection->send("0123456789");
  }).join();
  connection->shutdown();  // at once, in the loop's own thread
  connection->send("not this: it comes after shutdown");
  test.readUntilEnd();
  CHECK(test.arrived.size() == 10'000);
}

TEST_CASE("a send that is on its way may outlive the connection") {
  TcpConnectionPtr held;
  {
    Sending test;
    held = test.connection;
    std::thread([held] { held->send(std::string(1'000, 'x')); }).join();
    held->connectDestroyed();
    test.loop.turn();
  }
  std::thread([held] { held->send("and the loop, too"); }).join();
}

TEST_CASE("four threads send while the peer reads: no byte is lost") {
  Sending test;
  const TcpConnectionPtr connection = test.connection;
  {
    std::vector<std::jthread> senders;
    for (char name : {'a', 'b', 'c', 'd'}) {
      senders.emplace_back([connection, name] {
        for (int i = 0; i < 200; ++i) connection->send(std::string(999, name));
      });
    }
    test.readUntilArrived(4 * 200 * 999);
  }
  for (std::size_t i = 0; i < test.arrived.size(); i += 999) {
    REQUIRE(test.arrived.find_first_not_of(test.arrived[i], i) >= i + 999);
  }
}
// #endregion threads

// #region marks
TEST_CASE("a mark whose callback is taken away is told to nobody") {
  TcpSettings settings;
  settings.highWaterMark = kMegabyte;
  settings.highWaterMarkCallback = [](const TcpConnectionPtr&, std::size_t) {
    FAIL("it was taken away");
  };
  Sending test(std::move(settings));
  test.connection->send(numbered(10 * kMegabyte));
  test.connection->setHighWaterMarkCallback({}, kMegabyte);
  test.loop.turn();
  CHECK(test.waiting() > kMegabyte);
}

TEST_CASE("nobody is told of a mark after the end") {
  TcpSettings settings;
  settings.writeCompleteCallback = [](const TcpConnectionPtr&) {
    FAIL("it has ended");
  };
  Sending test(std::move(settings));
  test.connection->send("all of it is in the kernel's hands");
  test.connection->connectDestroyed();
  test.loop.turn();
  CHECK(test.events == TestConnection::Events{"up", "down"});
}

TEST_CASE("write-complete is called when all is in the kernel's hands") {
  TcpSettings settings;
  int completed = 0;
  std::size_t waiting = 1;
  settings.writeCompleteCallback = [&](const TcpConnectionPtr& connection) {
    ++completed;
    waiting = connection->outputBuffer()->readableBytes();
  };
  Sending test(settings);
  test.connection->send("small");
  CHECK(completed == 0);  // in a later turn: send returns first
  test.loop.runUntil("it is told", [&] { return completed == 1; });

  test.connection->send(numbered(10 * kMegabyte));
  test.loop.turn();
  CHECK(completed == 1);
  test.readUntilArrived(10 * kMegabyte);
  test.loop.runUntil("it is told", [&] { return completed == 2; });
  CHECK(waiting == 0);
}

TEST_CASE("the high-water mark is told, and nothing else happens") {
  TcpSettings settings;
  int told = 0;
  settings.highWaterMark = kMegabyte;
  settings.highWaterMarkCallback = [&](const TcpConnectionPtr&, std::size_t) {
    ++told;
  };
  Sending test(settings);
  test.connection->send(numbered(10 * kMegabyte));
  test.connection->send(numbered(10 * kMegabyte));
  test.loop.turn();
  CHECK(told == 1);
  CHECK(test.waiting() > 10 * kMegabyte);
  CHECK(test.connection->isReading());
}

TEST_CASE("the high-water mark is told when it is reached from below only") {
  TcpSettings settings;
  std::vector<std::size_t> told;
  settings.highWaterMark = kMegabyte;
  settings.highWaterMarkCallback = [&](const TcpConnectionPtr&,
                                       std::size_t bytes) {
    told.push_back(bytes);
  };
  Sending test(settings);
  // Fill the kernel's buffers, so that every byte more waits with us.
  while (test.waiting() == 0) test.connection->send(numbered(100'000));
  REQUIRE(test.waiting() < kMegabyte);
  test.connection->send(numbered(kMegabyte - test.waiting() - 1));
  test.connection->send("x");    // reached exactly
  test.connection->send("xxx");  // above already
  test.loop.turn();
  CHECK(told == std::vector{kMegabyte});

  test.loop.runUntil("it is below", [&] {
    test.read();
    return test.waiting() == 0;
  });
  test.connection->send(numbered(10 * kMegabyte));
  test.loop.turn();
  CHECK(told.size() == 2);
}
// #endregion marks

// #region close
TEST_CASE("shutdown waits until all is sent, and then the peer reads the end") {
  Sending test;
  test.connection->send(numbered(10 * kMegabyte));
  test.connection->shutdown();
  CHECK_FALSE(test.connection->connected());
  test.readUntilEnd();
  CHECK(test.arrived == numbered(10 * kMegabyte));

  // The peer may go on; it ends when the peer does.
  sendAll(test.peer.get(), "thanks");
  test.loop.runUntil("it has come", [&] { return test.received == "thanks"; });
  test.peer.reset();
  test.runUntilClosed();
}

TEST_CASE("a peer that has ended its half still receives all of the answer") {
  Sending test(
      {}, [](const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
        buffer->retrieveAll();
        connection->send(numbered(10 * kMegabyte));
      });
  sendAll(test.peer.get(), "?");
  CHECK(::shutdown(test.peer.get(), SHUT_WR) == 0);
  test.readUntilEnd();
  CHECK(test.arrived == numbered(10 * kMegabyte));
  test.runUntilClosed();
  CHECK(test.events == TestConnection::Events{"up", "down", "close"});
}

TEST_CASE("an answer sent piece by piece goes on after the peer has ended") {
  TcpSettings settings;
  int left = 10;
  settings.writeCompleteCallback = [&](const TcpConnectionPtr& connection) {
    if (left-- > 0) connection->send(numbered(kMegabyte));
  };
  Sending test(std::move(settings), [](const TcpConnectionPtr& connection,
                                       Buffer* buffer, Timestamp) {
    buffer->retrieveAll();
    connection->send("!");
  });
  sendAll(test.peer.get(), "?");
  CHECK(::shutdown(test.peer.get(), SHUT_WR) == 0);
  test.readUntilEnd();
  CHECK(test.arrived.size() == 1 + 10 * kMegabyte);
  test.runUntilClosed();
}

TEST_CASE(
    "a write-complete callback that throws does not keep the connection") {
  TcpSettings settings;
  settings.writeCompleteCallback = [](const TcpConnectionPtr&) {
    throw std::runtime_error("as a program may");
  };
  Sending test(std::move(settings),
               [](const TcpConnectionPtr& connection, Buffer* buffer,
                  Timestamp) { connection->send(buffer); });
  sendAll(test.peer.get(), "?");
  CHECK(::shutdown(test.peer.get(), SHUT_WR) == 0);
  CHECK_THROWS_WITH(
      test.loop.runUntil("it throws", [&] { return !test.connection; }),
      "as a program may");
  test.runUntilClosed();
}

TEST_CASE("a send that is too late for shutdown does not end the connection") {
  for (int i = 0; i < 50; ++i) {
    Sending test;
    std::atomic<int> sends = 0;
    std::thread sender([&sends, connection = test.connection] {
      while (connection->connected()) {
        connection->send("x");
        ++sends;
      }
    });
    waitUntil("the thread sends", [&] { return sends > 0; });
    test.connection->shutdown();
    test.loop.turn();  // ends our half, maybe before the last send is posted
    sender.join();
    test.readUntilEnd();
    sendAll(test.peer.get(), "thanks");
    test.loop.runUntil("the peer is heard", [&] {
      REQUIRE(test.connection);
      return test.received == "thanks";
    });
  }
}

TEST_CASE("what a worker has sent before the peer's end is read is sent") {
  Sending test;
  std::thread([connection = test.connection] {
    connection->send("the answer");
  }).join();
  CHECK(::shutdown(test.peer.get(), SHUT_WR) == 0);
  waitUntilDelivered(test.peer.get());
  test.readUntilEnd();
  CHECK(test.arrived == "the answer");
  test.runUntilClosed();
}

TEST_CASE("what a worker sends while the rest goes out is sent, too") {
  Sending test;
  const TcpConnectionPtr held = test.connection;
  std::string all = numbered(10 * kMegabyte);
  held->send(all);
  CHECK(::shutdown(test.peer.get(), SHUT_WR) == 0);
  waitUntilDelivered(test.peer.get());
  test.loop.turn();  // the end is read, and much is left to send
  while (test.waiting() > 0) {
    std::thread([held] { held->send("more"); }).join();
    all += "more";
    test.read();  // so there is room, in the end for all
    test.loop.turn();
  }
  test.readUntilEnd();
  CHECK(test.arrived == all);
}

TEST_CASE("a send that fails does not hide what the peer sent before it went") {
  Sending test;
  sendAll(test.peer.get(), "last words");
  waitUntilDelivered(test.peer.get());
  test.peer.reset();
  const auto state = [&] {
    tcp_info info{};
    CHECK(test.connection->getTcpInfo(&info));
    return info.tcpi_state;
  };
  waitUntil("the end is here", [&] { return state() == TCP_CLOSE_WAIT; });
  test.connection->send("tick");  // the peer answers with a reset
  waitUntil("the reset is here", [&] { return state() == TCP_CLOSE; });
  test.connection->send("tock");  // EPIPE
  test.runUntilClosed();
  CHECK(test.received == "last words");
}

TEST_CASE("forceClose does not wait for what is unsent") {
  Sending test;
  test.connection->send(numbered(10 * kMegabyte));
  test.connection->forceClose();
  test.runUntilClosed();
}

// What the peer reads when the connection was closed by force, and what the
// log says was lost.
struct Loss {
  std::size_t arrived = 0;
  std::size_t logged = 0;
};
Loss lossAtForceClose(std::size_t size, std::string_view unread) {
  Sending test;
  test.connection->stopRead();
  sendAll(test.peer.get(), unread);
  test.connection->send(numbered(size));
  test.connection->forceClose();
  const StderrCapture log;
  test.runUntilClosed();

  Loss loss;
  std::sscanf(log.text().c_str(),
              "%*[^:]: test#7: closed with %zu bytes unsent", &loss.logged);
  std::string bytes(kMegabyte, ' ');
  ssize_t n = 0;
  while ((n = ::recv(test.peer.get(), bytes.data(), bytes.size(), 0)) > 0) {
    loss.arrived += static_cast<std::size_t>(n);
  }
  return loss;
}

TEST_CASE("what forceClose throws away is counted in the log") {
  const std::size_t size = 10 * kMegabyte;
  const Loss loss = lossAtForceClose(size, "");
  CHECK(loss.logged > 0);
  CHECK(loss.arrived + loss.logged == size);
  // What the kernel has taken is delivered after the end.
  const Loss none = lossAtForceClose(10'000, "");
  CHECK(none.logged == 0);
  CHECK(none.arrived == 10'000);
}

TEST_CASE("with unread input, forceClose loses what the kernel has, too") {
  const std::size_t size = 10 * kMegabyte;
  const Loss loss = lossAtForceClose(size, "not read");
  CHECK(loss.arrived < size);
  // Some may have come which the peer's kernel has not confirmed yet.
  CHECK(loss.arrived + loss.logged >= size);
  CHECK(loss.logged > lossAtForceClose(size, "").logged);
}

TEST_CASE("forceCloseWithDelay closes later, if there is something to close") {
  {
    Sending test;
    test.connection->forceCloseWithDelay(0.01);
    test.loop.turn();
    CHECK(test.connection->connected());
    test.runUntilClosed();
  }
  Sending gone;
  const std::weak_ptr<TcpConnection> observer = gone.connection;
  gone.connection->forceCloseWithDelay(0.01);
  gone.loop.turn();
  gone.connection->forceClose();
  gone.runUntilClosed();
  CHECK(observer.expired());  // the timer does not hold it
  gone.loop.get()->runAfter(0.03, [&] { gone.loop.get()->quit(); });
  gone.loop.get()->loop();
}

TEST_CASE("a callback that throws at the end does not keep the socket open") {
  for (const bool destroyed : {false, true}) {
    Sending test;
    const TcpConnectionPtr held = test.connection;
    held->setConnectionCallback([](const TcpConnectionPtr&) {
      throw std::runtime_error("as a program may");
    });
    if (destroyed) {
      CHECK_THROWS_WITH(held->connectDestroyed(), "as a program may");
    } else {
      held->forceClose();
      CHECK_THROWS_WITH(test.loop.turn(), "as a program may");
      CHECK(test.events == TestConnection::Events{"up", "close"});
    }
    char byte = 0;
    CHECK(::recv(test.peer.get(), &byte, 1, 0) == 0);
  }
}

TEST_CASE("a peer that is gone is noticed by sending, too") {
  Sending test;
  test.connection->stopRead();
  resetOnClose(test.peer.get());
  test.peer.reset();
  while (test.connection && test.connection->connected()) {
    test.connection->send("anybody there?");
    test.loop.turn();
  }
  test.runUntilClosed();
}
// #endregion close

// #region read
TEST_CASE("a stopped connection leaves what comes in the kernel") {
  Sending test;
  test.connection->stopRead();
  CHECK_FALSE(test.connection->isReading());
  sendAll(test.peer.get(), "later");
  test.loop.turn();
  CHECK(test.received.empty());
  test.connection->startRead();
  test.loop.runUntil("it is read", [&] { return test.received == "later"; });
}

TEST_CASE("reading may be stopped before the beginning") {
  TestConnection test;
  test.connection->stopRead();
  test.established();
  sendAll(test.peer.get(), "later");
  test.loop.turn();
  CHECK(test.received.empty());
  test.connection->startRead();
  test.loop.runUntil("it is read", [&] { return test.received == "later"; });
}

TEST_CASE("another thread stops and starts reading") {
  Sending test;
  const TcpConnectionPtr connection = test.connection;
  std::thread([connection] { connection->stopRead(); }).join();
  test.loop.runUntil("it has stopped",
                     [&] { return !connection->isReading(); });
  std::thread([connection] { connection->startRead(); }).join();
  test.loop.runUntil("it reads", [&] { return connection->isReading(); });
}

TEST_CASE("a stopped connection notices a reset, without spinning") {
  Sending test;
  test.connection->stopRead();
  resetOnClose(test.peer.get());
  test.peer.reset();
  test.runUntilClosed();
  CHECK(test.events == TestConnection::Events{"up", "down", "close"});
}

TEST_CASE("a stopped connection does not spin") {
  Sending test;
  test.connection->stopRead();
  std::string unread;
  bool ended = false;
  SUBCASE("unread bytes wait") { unread = "unread"; }
  SUBCASE("the peer has ended its half") { ended = true; }
  SUBCASE("unread bytes wait, and the peer has ended its half") {
    unread = "unread";
    ended = true;
  }
  sendAll(test.peer.get(), unread);
  if (ended) CHECK(::shutdown(test.peer.get(), SHUT_WR) == 0);
  // The kernel has acknowledged it: it is there.
  waitUntilDelivered(test.peer.get());
  waitUntilTcpState(test.peer.get(), ended ? TCP_FIN_WAIT2 : TCP_ESTABLISHED);
  test.loop.turn();
  const std::int64_t before = test.loop.get()->iteration();
  test.loop.get()->runAfter(0.02, [&] { test.loop.get()->quit(); });
  test.loop.get()->loop();
  CHECK(test.loop.get()->iteration() - before <= 3);
  CHECK(test.received.empty());
  CHECK(test.events == TestConnection::Events{"up"});

  test.connection->startRead();
  test.loop.runUntil("it is read", [&] { return test.received == unread; });
  if (ended) test.runUntilClosed();
}

TEST_CASE("a stopped connection does not spin when both halves have ended") {
  Sending test;
  test.connection->stopRead();
  sendAll(test.peer.get(), "unread");
  test.connection->shutdown();
  test.readUntilEnd();
  test.peer.reset();  // the other half
  test.loop.turn();
  const std::int64_t before = test.loop.get()->iteration();
  test.loop.get()->runAfter(0.02, [&] { test.loop.get()->quit(); });
  test.loop.get()->loop();
  CHECK(test.loop.get()->iteration() - before <= 3);

  test.connection->startRead();
  test.runUntilClosed();
  CHECK(test.received == "unread");
}

TEST_CASE("reading that starts as both halves end: no byte is lost") {
  Sending test;
  test.connection->stopRead();
  test.connection->shutdown();
  test.loop.turn();  // ends our half, which the kernel notes for the loop, ...
  test.loop.turn();  // ... and the loop forgets: it is the last to be ready
  // Ready in the same wait as the end, and called before it.
  const Fd event = makeEvent(1);
  Channel first(test.loop.get(), event.get());
  first.setReadCallback([&](Timestamp) {
    first.disableAll();
    test.connection->startRead();
  });
  first.enableReading();
  sendAll(test.peer.get(), "unread");
  CHECK(::shutdown(test.peer.get(), SHUT_WR) == 0);
  test.runUntilClosed();
  CHECK(test.received == "unread");
}

TEST_CASE("startRead after the end is a no-op") {
  Sending test;
  const TcpConnectionPtr held = test.connection;
  held->forceClose();
  test.runUntilClosed();
  // One of these has the number that the socket had. If the loop watched that
  // number again, it would spin.
  std::vector<Fd> ready;
  for (int i = 0; i < 16; ++i) ready.push_back(makeEvent(1));
  held->stopRead();
  held->startRead();
  std::thread([held] { held->startRead(); }).join();
  test.loop.turn();
  const std::int64_t before = test.loop.get()->iteration();
  test.loop.get()->runAfter(0.02, [&] { test.loop.get()->quit(); });
  test.loop.get()->loop();
  CHECK(test.loop.get()->iteration() - before <= 3);
  CHECK(test.received.empty());
  CHECK(test.events == TestConnection::Events{"up", "down", "close"});
}
// #endregion read

// #region pressure
TEST_CASE("who sends and does not read is not read from beyond the limit") {
  TcpSettings settings;
  settings.outputLimit = 2 * kMegabyte;
  Sending test(settings, [](const TcpConnectionPtr& connection, Buffer* buffer,
                            Timestamp) { connection->send(buffer); });
  CHECK(::fcntl(test.peer.get(), F_SETFL, O_NONBLOCK) == 0);
  const std::string piece = numbered(kMegabyte);
  std::size_t sent = 0;
  std::size_t most = 0;
  // Until neither side takes any more.
  for (int idle = 0; idle < 50;) {
    const ssize_t n =
        ::send(test.peer.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
    n > 0 ? sent += static_cast<std::size_t>(n) : 0;
    idle = n > 0 ? 0 : idle + 1;
    test.loop.turn();
    most = std::max(most, test.waiting());
  }
  CHECK(most > 2 * kMegabyte);
  CHECK(most < 3 * kMegabyte);

  // Once it reads, everything goes on, and nothing was lost.
  test.readUntilArrived(sent);
  CHECK(test.arrived.size() == sent);
  CHECK(test.connection->isReading());
}

TEST_CASE("without a limit all is taken in") {
  TcpSettings settings;
  settings.outputLimit = 0;
  Sending test(settings);
  test.connection->send(std::string(40 * kMegabyte, 'x'));
  sendAll(test.peer.get(), "still heard");
  test.loop.runUntil("it is heard",
                     [&] { return test.received == "still heard"; });
}
// #endregion pressure

}  // namespace
}  // namespace oneloop::testing
