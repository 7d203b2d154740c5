// TcpServer: one loop or many, and an end at any time.

#include "oneloop/TcpServer.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "oneloop/Buffer.h"
#include "oneloop/CurrentThread.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"
#include "tests/EchoServer.h"

namespace oneloop::testing {
namespace {

bool echoes(const Fd& client, const std::string& text) {
  sendAll(client.get(), text);
  return receiveExactly(client.get(), text.size()) == text;
}

// What recv returns when it has returned: 0 for the end.
bool hasEnded(const Fd& client) {
  char byte = 0;
  return ::recv(client.get(), &byte, 1, 0) <= 0;
}

// #region serve
TEST_CASE("a server echoes, with one loop and with four") {
  for (const int threads : {0, 4}) {
    EchoServer echo(threads);
    echo.start();
    std::vector<Fd> clients;
    for (int i = 0; i < 20; ++i) clients.push_back(echo.connect());
    for (const Fd& client : clients) CHECK(echoes(client, "hello"));
    CHECK(echo.server->connections() == 20);
  }
}

TEST_CASE("with N loops the connections are dealt out, one after the other") {
  EchoServer echo(3);
  std::mutex mutex;
  std::multiset<pid_t> threads;
  echo.inLoop([&] {
    echo.server->setConnectionCallback([&](const TcpConnectionPtr& c) {
      const std::lock_guard lock(mutex);
      if (c->connected()) threads.insert(CurrentThread::tid());
    });
  });
  echo.start();
  std::vector<Fd> clients;
  for (int i = 0; i < 9; ++i) clients.push_back(echo.connect());
  waitUntil("all are connected", [&] {
    const std::lock_guard lock(mutex);
    return threads.size() == 9;
  });
  const std::set<pid_t> distinct(threads.begin(), threads.end());
  CHECK(distinct.size() == 3);
  for (const pid_t thread : distinct) CHECK(threads.count(thread) == 3);
  CHECK(distinct.count(echo.base.tid()) == 0);
}

TEST_CASE("all messages of a client are handled in one thread") {
  EchoServer echo(3);
  std::mutex mutex;
  std::multiset<pid_t> threads;
  echo.inLoop([&] {
    echo.server->setMessageCallback(
        [&](const TcpConnectionPtr& c, Buffer* buffer, Timestamp) {
          const std::lock_guard lock(mutex);
          threads.insert(CurrentThread::tid());
          c->send(buffer);
        });
  });
  echo.start();
  const Fd client = echo.connect();
  for (int i = 0; i < 10; ++i) CHECK(echoes(client, "hello"));
  const std::lock_guard lock(mutex);
  CHECK(threads.count(*threads.begin()) == 10);
}

TEST_CASE("a server needs a loop, an address and a name") {
  using Loop = EventLoop*;
  CHECK(std::is_constructible_v<TcpServer, Loop, InetAddress, const char*>);
  CHECK_FALSE(std::is_constructible_v<TcpServer, Loop, InetAddress>);
}

TEST_CASE("each thread calls the init callback before it serves") {
  EchoServer echo(2);
  std::atomic<int> initialised = 0;
  echo.server->setThreadInitCallback([&](EventLoop*) { ++initialised; });
  echo.start();
  CHECK(initialised == 2);
}

TEST_CASE("start may come from another thread, and more than once") {
  EchoServer echo(1);
  std::thread([&] { echo.server->start(); }).join();
  echo.start();
  CHECK(echoes(echo.connect(), "hello"));
}

TEST_CASE("a connection's name is the server's, its address and a number") {
  EchoServer echo(0);
  std::string name;
  echo.server->setConnectionCallback([&](const TcpConnectionPtr& c) {
    if (c->connected()) name = c->name();
  });
  echo.start();
  CHECK(echoes(echo.connect(), "hello"));
  CHECK(name == "echo-" + echo.address->toString() + "#1");
}

TEST_CASE("a second server on the same port fails, and says where") {
  EchoServer echo(0);
  echo.start();
  std::string what;
  echo.inLoop([&] {
    try {
      TcpServer second(&echo.base.loop(),
                       InetAddress("127.0.0.1", echo.address->port()),
                       "second");
    } catch (const std::system_error& error) {
      what = error.what();
    }
  });
  CHECK(what ==
        "bind " + echo.address->toString() + ": Address already in use");
}

TEST_CASE(
    "of two servers on one port the second fails at listen, and the first goes "
    "on") {
  EchoServer echo(0);
  std::string what;
  echo.inLoop([&] {
    try {
      // SO_REUSEADDR lets both have the port until one of them listens.
      TcpServer second(&echo.base.loop(),
                       InetAddress("127.0.0.1", echo.address->port()),
                       "second");
      echo.server->start();
      second.start();
    } catch (const std::system_error& error) {
      what = error.what();
    }
  });
  CHECK(what == "listen: Address already in use");
  CHECK(echoes(echo.connect(), "hello"));
}

TEST_CASE("a start that has failed may be tried again") {
  EchoServer echo(2);
  echo.inLoop([&] {
    TcpServer other(&echo.base.loop(),
                    InetAddress("127.0.0.1", echo.address->port()), "other");
    other.start();
    CHECK_THROWS_AS(echo.server->start(), std::system_error);
  });  // here the other one is gone
  echo.start();
  CHECK(echoes(echo.connect(), "hello"));
}
// #endregion serve

// #region destroy
TEST_CASE("a server may be destroyed with clients connected") {
  for (const int threads : {0, 4}) {
    EchoServer echo(threads);
    echo.start();
    std::vector<Fd> clients;
    for (int i = 0; i < 10; ++i) clients.push_back(echo.connect());
    echo.waitForConnections(10);
    echo.destroy();
    CHECK(echo.downs == 10);
    for (const Fd& client : clients) CHECK(hasEnded(client));
  }
}

TEST_CASE("a client's callback may stop the server, or destroy it") {
  for (const bool stops : {true, false}) {
    EchoServer echo(0);
    echo.inLoop([&] {
      echo.server->setConnectionCallback([&](const TcpConnectionPtr&) {
        if (!echo.server) return;
        stops ? echo.server->stop() : echo.server.reset();
      });
    });
    // All have come before the loop looks: the first one ends it for all.
    std::vector<Fd> clients;
    echo.inLoop([&] {
      echo.server->start();
      for (int i = 0; i < 10; ++i) clients.push_back(echo.connect());
    });
    CHECK(hasEnded(clients.front()));
    CHECK(hasEnded(clients.back()));
  }
}

TEST_CASE("no callback follows a server that was destroyed in its loop") {
  EchoServer echo(0);
  echo.server->setWriteCompleteCallback(
      [&](const TcpConnectionPtr&) { CHECK(echo.server != nullptr); });
  echo.server->setMessageCallback(
      [&](const TcpConnectionPtr& c, Buffer* buffer, Timestamp) {
        c->getLoop()->queueInLoop([&] { echo.server.reset(); });
        c->send(buffer);  // write-complete is posted behind the end
      });
  echo.start();
  const Fd client = echo.connect();
  sendAll(client.get(), "x");
  CHECK(receiveExactly(client.get(), 1) == "x");
  CHECK(hasEnded(client));
  echo.inLoop([] {});
}

TEST_CASE("who leaves may be told to all, also while the server is destroyed") {
  for (int i = 0; i < 5; ++i) {
    EchoServer echo(4);
    TcpServer* const server = echo.server.get();
    server->setConnectionCallback([&, server](const TcpConnectionPtr& c) {
      if (c->connected()) {
        ++echo.ups;
      } else {
        server->broadcast("one has left");
      }
    });
    echo.start();
    std::vector<Fd> clients;
    for (int n = 0; n < 40; ++n) clients.push_back(echo.connect());
    echo.waitForConnections(40);
    echo.destroy();
  }
}

TEST_CASE("a connection keeps the callbacks that it began with") {
  EchoServer echo(0);
  echo.server->setMessageCallback(
      [&](const TcpConnectionPtr& c, Buffer* buffer, Timestamp) {
        const std::string mine = "old";  // still there below
        echo.server->setMessageCallback(
            [](const TcpConnectionPtr& other, Buffer* b, Timestamp) {
              b->retrieveAll();
              other->send("new");
            });
        buffer->retrieveAll();
        c->send(mine);
      });
  echo.start();
  const Fd first = echo.connect();
  for (int i = 0; i < 2; ++i) {
    sendAll(first.get(), "?");
    CHECK(receiveExactly(first.get(), 3) == "old");
  }
  const Fd second = echo.connect();
  sendAll(second.get(), "?");
  CHECK(receiveExactly(second.get(), 3) == "new");
}

TEST_CASE("a server that never started may be destroyed") {
  EchoServer echo(4);
  echo.destroy();
}

TEST_CASE("a server is destroyed while clients come and go") {
  for (int round = 0; round < 10; ++round) {
    EchoServer echo(4);
    echo.start();
    std::atomic<bool> go = true;
    std::vector<std::jthread> churn;
    for (int i = 0; i < 2; ++i) {
      churn.emplace_back([&] {
        while (go) {
          try {
            const Fd client = echo.connect();
            ::send(client.get(), "x", 1, MSG_NOSIGNAL);
          } catch (const std::system_error&) {
            // refused: the server is gone
          }
        }
      });
    }
    waitUntil("some have come", [&] { return echo.ups > 20; });
    echo.destroy();
    CHECK(echo.ups == echo.downs);
    go = false;
  }
}

TEST_CASE("a worker that holds a connection survives its server") {
  EchoServer echo(2);
  std::mutex mutex;
  std::vector<TcpConnectionPtr> held;
  echo.server->setConnectionCallback([&](const TcpConnectionPtr& c) {
    const std::lock_guard lock(mutex);
    held.push_back(c);
  });
  echo.start();
  const Fd client = echo.connect();
  waitUntil("it is held", [&] {
    const std::lock_guard lock(mutex);
    return !held.empty();
  });
  std::atomic<bool> go = true;
  std::thread worker([&, connection = held[0]] {
    while (go) connection->send("hello");
  });
  echo.destroy();
  go = false;
  worker.join();
  CHECK(held[0]->disconnected());
}
// #endregion destroy

// #region stop
TEST_CASE(
    "stop sends what waits, ends every connection and joins the threads") {
  EchoServer echo(4);
  echo.server->setMessageCallback(
      [](const TcpConnectionPtr& c, Buffer* buffer, Timestamp) {
        buffer->retrieveAll();
        c->send(std::string(5'000'000, 'x'));
      });
  const std::size_t before = procfs::threads(::getpid()).size();
  echo.start();
  const Fd client = echo.connect();
  sendAll(client.get(), "?");
  CHECK(receiveExactly(client.get(), 1) == "x");  // the rest is on its way
  std::thread stopper([&] { echo.stop(60); });
  CHECK(receiveExactly(client.get(), 4'999'999) == std::string(4'999'999, 'x'));
  CHECK(hasEnded(client));
  CHECK(::shutdown(client.get(), SHUT_WR) == 0);  // now both have
  stopper.join();
  CHECK(echo.ups == echo.downs);
  CHECK(procfs::threads(::getpid()).size() == before);
  CHECK_THROWS_AS(echo.connect(), std::system_error);
}

TEST_CASE("no new client gets in while stop drains") {
  std::promise<void> done;
  EchoServer echo(1);
  echo.server->setMessageCallback(
      [](const TcpConnectionPtr& c, Buffer* buffer, Timestamp) {
        buffer->retrieveAll();
        c->send(std::string(5'000'000, 'x'));
      });
  echo.start();
  const Fd client = echo.connect();
  sendAll(client.get(), "?");
  CHECK(receiveExactly(client.get(), 1) == "x");
  echo.server->stop([&] { done.set_value(); }, 60);
  echo.inLoop([] {});  // it stops now, and waits for the client
  CHECK(echo.downs == 0);
  CHECK_THROWS_AS(echo.connect(), std::system_error);

  CHECK(receiveExactly(client.get(), 4'999'999) == std::string(4'999'999, 'x'));
  CHECK(hasEnded(client));
  CHECK(::shutdown(client.get(), SHUT_WR) == 0);  // now both have
  done.get_future().get();
  CHECK(echo.ups == 1);
  CHECK(echo.downs == 1);
}

TEST_CASE("stop does not wait for ever for a peer that does not end") {
  EchoServer echo(1);
  echo.start();
  const Fd client = echo.connect();
  echo.waitForConnections(1);
  echo.stop(0.01);
  CHECK(echo.downs == 1);
}

TEST_CASE("stop without connections, and before start, is done at once") {
  EchoServer echo(2);
  echo.stop(60);
  echo.server->start();  // too late
  CHECK_THROWS_AS(echo.connect(), std::system_error);
}

TEST_CASE("a server may be destroyed while it stops") {
  EchoServer echo(2);
  echo.start();
  const Fd client = echo.connect();
  echo.waitForConnections(1);
  echo.server->stop([] { FAIL("it is gone"); }, 60);
  echo.destroy();
  CHECK(echo.downs == 1);
}
// #endregion stop

// #region broadcast
TEST_CASE("a broadcast reaches all, and wakes each loop once") {
  EchoServer echo(2);
  std::vector<EventLoop*> loops;
  echo.start();
  std::vector<Fd> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(echo.connect());
  echo.waitForConnections(50);
  echo.inLoop([&] { loops = echo.server->threadPool()->getAllLoops(); });

  const auto iterations = [&] {
    std::vector<std::int64_t> counts;
    for (EventLoop* loop : loops) {
      std::promise<std::int64_t> count;
      loop->runInLoop([&] { count.set_value(loop->iteration()); });
      counts.push_back(count.get_future().get());
    }
    return counts;
  };
  const std::vector<std::int64_t> before = iterations();
  std::thread([&] { echo.server->broadcast("hear, hear"); }).join();
  for (const Fd& client : clients) {
    CHECK(receiveExactly(client.get(), 10) == "hear, hear");
  }
  const std::vector<std::int64_t> after = iterations();
  // One for the broadcast, one for the question.
  for (std::size_t i = 0; i < 2; ++i) CHECK(after[i] - before[i] <= 2);
}

TEST_CASE("a broadcast comes before the stop that follows it") {
  for (const int threads : {0, 2}) {
    for (const bool inItsLoop : {false, true}) {
      EchoServer echo(threads);
      echo.start();
      const Fd client = echo.connect();
      echo.waitForConnections(1);
      const auto sayAndStop = [&] {
        echo.server->broadcast("bye");
        echo.server->stop();
      };
      inItsLoop ? echo.inLoop(sayAndStop) : sayAndStop();
      CHECK(receiveExactly(client.get(), 3) == "bye");
      CHECK(hasEnded(client));
    }
  }
}

TEST_CASE("a broadcast comes before the shutdown that follows it") {
  for (const int threads : {0, 2}) {
    for (const bool inItsLoop : {false, true}) {
      EchoServer echo(threads);
      std::promise<TcpConnectionPtr> asked;
      const auto sayAndEnd = [&](const TcpConnectionPtr& connection) {
        echo.server->broadcast("bye");
        connection->shutdown();
      };
      echo.server->setMessageCallback(
          [&](const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
            buffer->retrieveAll();
            inItsLoop ? sayAndEnd(connection) : asked.set_value(connection);
          });
      echo.start();
      const Fd client = echo.connect();
      const Fd other = echo.connect();
      echo.waitForConnections(2);
      sendAll(client.get(), "?");
      if (!inItsLoop) sayAndEnd(asked.get_future().get());
      CHECK(receiveExactly(client.get(), 3) == "bye");
      CHECK(hasEnded(client));
      CHECK(receiveExactly(other.get(), 3) == "bye");
    }
  }
}
// #endregion broadcast

TEST_CASE("the memory of a server does not grow while a peer does not read") {
  EchoServer echo(0);
  echo.start();
  const Fd client = echo.connect();
  setNonBlocking(client.get());
  const std::string piece(1'000'000, 'x');
  // Far more than the limit, if it were taken.
  std::size_t sent = 0;
  while (sent < 400'000'000) {
    const ssize_t n =
        ::send(client.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
    if (n > 0) {
      sent += static_cast<std::size_t>(n);
    } else if (pollFor(client.get(), POLLOUT, std::chrono::milliseconds(200)) ==
               0) {
      break;  // nobody takes any more
    }
  }
  CHECK(sent < 64'000'000);
}

}  // namespace
}  // namespace oneloop::testing
