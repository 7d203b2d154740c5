// TcpClient: one connection, and an end in every state.

#include "oneloop/TcpClient.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"
#include "tests/EchoServer.h"
#include "tests/LoopThread.h"
#include "tests/RefusedPort.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A client, and what it has called. Its loop runs in another thread, or is
/// the test's own. The test's thread is the server.
class TestClient {
 public:
  explicit TestClient(const InetAddress& server, TestLoop* own = nullptr)
      : own_(own) {
    if (own == nullptr) thread.emplace();
    client = std::make_unique<TcpClient>(loop(), server, "client");
    client->setRetryDelay(0.001, 0.001);
    client->setConnectionCallback([this](const TcpConnectionPtr& connection) {
      const bool up = connection->connected();
      up ? ++ups : ++downs;
      if (up && whenUp) whenUp();
      if (!up && whenDown) whenDown();
    });
    client->setMessageCallback(
        [this](const TcpConnectionPtr&, Buffer* buffer, Timestamp) {
          received += buffer->readableBytes();
          buffer->retrieveAll();
          if (whenMessage) whenMessage();
        });
    client->setConnectFailureCallback([this](int) {
      ++failures;
      if (whenFailed) whenFailed();
    });
  }
  ~TestClient() {
    if (thread) thread->run([this] { client.reset(); });
  }

  EventLoop* loop() { return own_ != nullptr ? own_->get() : &thread->loop(); }

  void until(std::string_view what, const std::function<bool()>& condition) {
    own_ != nullptr ? own_->runUntil(what, condition)
                    : waitUntil(what, condition);
  }
  void waitForUps(int n) {
    until("it is connected", [&] { return ups == n; });
  }
  void waitForDowns(int n) {
    until("it has ended", [&] { return downs == n; });
  }
  void waitForFailures(int n) {
    until("attempts have failed", [&] { return failures >= n; });
  }
  /// What was posted, and what was due, before that time is over, has run.
  void pass(double seconds) {
    std::atomic<bool> passed = false;
    loop()->runAfter(seconds, [&] { passed = true; });
    until("time has passed", [&] { return passed.load(); });
  }

  std::atomic<int> ups = 0;
  std::atomic<int> downs = 0;
  std::atomic<int> failures = 0;
  std::atomic<std::size_t> received = 0;  // bytes
  std::function<void()> whenUp;
  std::function<void()> whenDown;
  std::function<void()> whenMessage;
  std::function<void()> whenFailed;
  std::optional<LoopThread> thread;
  std::unique_ptr<TcpClient> client;

 private:
  TestLoop* const own_;
};

bool hasEnded(const Fd& peer) {
  char byte = 0;
  return ::recv(peer.get(), &byte, 1, 0) <= 0;
}

// #region talk
TEST_CASE("a client connects, sends, receives and disconnects") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  CHECK(test.client->connection() == nullptr);
  test.client->connect();
  const Fd peer = acceptFrom(server);
  test.waitForUps(1);
  test.client->connection()->send("hello");
  CHECK(receiveExactly(peer.get(), 5) == "hello");
  sendAll(peer.get(), "world");
  waitUntil("it has come", [&] { return test.received == 5; });

  test.client->disconnect();
  CHECK(hasEnded(peer));
  CHECK(test.downs == 0);  // the other half is still there
  CHECK(::shutdown(peer.get(), SHUT_WR) == 0);
  test.waitForDowns(1);
  test.pass(0);
  CHECK(test.client->connection() == nullptr);
}

TEST_CASE("a connection's name is the client's, the server's and a number") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  test.client->connect();
  test.waitForUps(1);
  CHECK(test.client->connection()->name() ==
        "client:" + server.address.toString() + "#1");
}

TEST_CASE("64 MB go to an echo server and come back: neither side waits") {
  EchoServer echo(0);
  echo.start();
  LoopThread thread;
  const std::string bytes(64'000'000, 'x');
  std::atomic<std::size_t> back = 0;
  TcpClient client(&thread.loop(), inetAddress(*echo.address), "client");
  client.setConnectionCallback([&](const TcpConnectionPtr& connection) {
    if (connection->connected()) connection->send(bytes);
  });
  client.setMessageCallback(
      [&](const TcpConnectionPtr&, Buffer* buffer, Timestamp) {
        back += buffer->readableBytes();
        buffer->retrieveAll();
      });
  client.connect();
  waitUntil("all is back", [&] { return back == bytes.size(); });
}

TEST_CASE("what a loop keeps may own a client, and goes with the loop") {
  RefusedPort port;
  for (const bool timer : {true, false}) {
    EventLoop loop;
    auto client = std::make_shared<TcpClient>(&loop, port.address(), "client");
    client->setConnectFailureCallback([&](int) { loop.quit(); });
    client->connect();
    loop.loop();  // it waits for its next attempt now
    if (timer) {
      loop.runEvery(100, [client] {});
    } else {
      loop.setContext(client);
    }
  }
}

TEST_CASE("client and server speak IPv6") {
  EchoServer echo(0, "::1");
  echo.start();
  CHECK(echo.server->ipPort().starts_with("[::1]:"));
  TestClient test(InetAddress("::1", echo.address->port()));
  test.client->connect();
  test.waitForUps(1);
  const TcpConnectionPtr connection = test.client->connection();
  CHECK(connection->peerAddress().toIpPort() == echo.server->ipPort());
  connection->send("hello");
  waitUntil("the echo has come", [&] { return test.received == 5; });
}

TEST_CASE("connect, twice and while connected, makes one connection") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  test.client->connect();
  test.client->connect();
  test.waitForUps(1);
  test.client->connect();
  test.pass(0.01);
  CHECK(test.ups == 1);
  const Fd peer = acceptFrom(server);
  CHECK(queuedClients(server.fd()) == 0);
}

TEST_CASE("disconnect before it is connected: it will not be") {
  RefusedPort port;
  TestClient test(port.address());
  test.client->connect();
  test.waitForFailures(1);
  test.client->disconnect();
  test.pass(0);
  const Listener server = port.listen();
  test.pass(0.02);
  CHECK(test.ups == 0);
}

TEST_CASE("connect, stop, connect within the delay: exactly one connection") {
  RefusedPort port;
  TestClient test(port.address());
  test.client->setRetryDelay(0.02, 0.02);
  test.client->connect();
  test.waitForFailures(1);
  test.client->stop();
  test.pass(0);  // it has stopped, before the server appears
  const Listener server = port.listen();
  test.client->connect();
  test.waitForUps(1);
  test.pass(0.04);
  CHECK(test.ups == 1);
  const Fd peer = acceptFrom(server);
  CHECK(queuedClients(server.fd()) == 0);
}

TEST_CASE("stop leaves the connection alone") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  test.client->connect();
  const Fd peer = acceptFrom(server);
  test.waitForUps(1);
  test.client->stop();
  sendAll(peer.get(), "x");
  waitUntil("it has come", [&] { return test.received == 1; });
}
// #endregion talk

// #region retry
TEST_CASE("a client with retry connects again when the peer has closed") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  CHECK(!test.client->retry());
  test.client->enableRetry();
  CHECK(test.client->retry());
  test.client->connect();
  for (int i = 1; i <= 3; ++i) {
    const Fd peer = acceptFrom(server);
    test.waitForUps(i);
  }
  test.waitForDowns(3);
}

TEST_CASE("without retry it does not") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  test.client->connect();
  Fd peer = acceptFrom(server);
  test.waitForUps(1);
  peer.reset();
  test.waitForDowns(1);
  test.pass(0.02);
  CHECK(test.ups == 1);
}

TEST_CASE("with retry it waits, so a server that hangs up is not flooded") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  test.client->setRetryDelay(60, 60);
  test.client->enableRetry();
  test.client->connect();
  Fd peer = acceptFrom(server);
  test.waitForUps(1);
  peer.reset();
  test.waitForDowns(1);
  test.pass(0.02);
  CHECK(test.ups == 1);
}

TEST_CASE("disconnect and stop also end the retrying") {
  for (const bool disconnect : {false, true}) {
    const Listener server = listenLocally();
    TestClient test(inetAddress(server.address));
    test.client->enableRetry();
    test.client->connect();
    Fd peer = acceptFrom(server);
    test.waitForUps(1);
    disconnect ? test.client->disconnect() : test.client->stop();
    peer.reset();
    test.waitForDowns(1);
    test.pass(0.02);
    CHECK(test.ups == 1);
  }
}

TEST_CASE("connect while the old connection ends: the new one follows it") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  test.client->connect();
  Fd peer = acceptFrom(server);
  test.waitForUps(1);
  test.client->disconnect();
  test.client->connect();
  CHECK(hasEnded(peer));
  test.pass(0.01);
  CHECK(test.ups == 1);
  peer.reset();
  test.waitForUps(2);
  CHECK(test.downs == 1);
}

TEST_CASE("the callback of the end may connect again") {
  const Listener server = listenLocally();
  TestClient test(inetAddress(server.address));
  test.whenDown = [&] { test.client->connect(); };
  test.client->connect();
  for (int i = 1; i <= 3; ++i) {
    const Fd peer = acceptFrom(server);
    test.waitForUps(i);
  }
  test.thread->run([&] { test.whenDown = nullptr; });
}
// #endregion retry

// #region states
/// The states that a client can be in, each with what leads there.
struct State {
  const char* name;
  bool connects;
  std::function<std::vector<Fd>(TestClient&)> reach;
};

class States {
 public:
  InetAddress listening() const { return inetAddress(server_.address); }
  std::vector<std::pair<InetAddress, State>> all() {
    const auto none = [](TestClient&) { return std::vector<Fd>(); };
    const auto connect = [](TestClient& test) {
      test.client->connect();
      test.pass(0);
      return std::vector<Fd>();
    };
    const auto fail = [](TestClient& test) {
      test.client->setRetryDelay(0.005, 60);
      test.client->connect();
      test.waitForFailures(2);
      return std::vector<Fd>();
    };
    const auto connected = [this](TestClient& test) {
      test.client->connect();
      std::vector<Fd> peers;
      peers.push_back(acceptFrom(server_));
      test.waitForUps(1);
      return peers;
    };
    const auto closing = [connected](TestClient& test) {
      std::vector<Fd> peers = connected(test);
      test.client->disconnect();
      test.until("our half has ended",
                 [&] { return pollFor(peers[0].get(), POLLIN, {}) != 0; });
      return peers;
    };
    const auto closed = [connected](TestClient& test) {
      connected(test);  // the peer is closed here
      test.waitForDowns(1);
      return std::vector<Fd>();
    };
    const auto again = [connected](TestClient& test) {
      test.client->setRetryDelay(60, 60);
      test.client->enableRetry();
      connected(test);
      test.waitForDowns(1);
      return std::vector<Fd>();
    };
    return {{listening(), {"new", false, none}},
            {full_.address(), {"connecting", false, connect}},
            {refused_.address(), {"waiting after a failure", false, fail}},
            {listening(), {"connected", true, connected}},
            {listening(), {"closing", true, closing}},
            {listening(), {"closed", true, closed}},
            {listening(), {"waiting after the end", true, again}}};
  }

 private:
  Listener server_ = listenLocally();
  FullPort full_;
  RefusedPort refused_;
};

std::size_t openDescriptors() { return procfs::descriptors(::getpid()); }

TEST_CASE("a client is destroyed in every state, in its loop's thread") {
  States states;
  for (const auto& one : states.all()) {
    const InetAddress& address = one.first;
    const State& state = one.second;
    CAPTURE(state.name);
    TestClient test(address);
    const std::size_t before = openDescriptors();
    const std::vector<Fd> peers = state.reach(test);
    const int downs = test.downs;
    test.thread->run([&] {
      test.client.reset();
      // All has happened by now, and nobody is told.
      CHECK(openDescriptors() == before + peers.size());
    });
    test.pass(0.005);
    CHECK(test.ups == (state.connects ? 1 : 0));
    CHECK(test.downs == downs);
    for (const Fd& peer : peers) CHECK(hasEnded(peer));
  }
}

TEST_CASE("a client is destroyed in every state, in another thread") {
  States states;
  for (const auto& one : states.all()) {
    const InetAddress& address = one.first;
    const State& state = one.second;
    CAPTURE(state.name);
    TestClient test(address);
    const std::size_t before = openDescriptors();
    const std::vector<Fd> peers = state.reach(test);
    const int downs = test.downs;
    test.client.reset();
    test.thread->run([] {});
    CHECK(test.downs == downs);
    CHECK(openDescriptors() == before + peers.size());
    for (const Fd& peer : peers) CHECK(hasEnded(peer));
  }
}

TEST_CASE("a client is destroyed in every state, and its loop never runs on") {
  States states;
  for (const bool elsewhere : {false, true}) {
    for (const auto& one : states.all()) {
      const InetAddress& address = one.first;
      const State& state = one.second;
      CAPTURE(state.name);
      const std::size_t before = openDescriptors();
      std::vector<Fd> peers;
      {
        auto loop = std::make_unique<TestLoop>();
        TestClient test(address, loop.get());
        peers = state.reach(test);
        if (elsewhere) {
          std::thread([&] { test.client.reset(); }).join();
        } else {
          test.client.reset();
        }
        loop.reset();  // until now, the client's callbacks may be called
      }
      CHECK(openDescriptors() == before + peers.size());
      for (const Fd& peer : peers) CHECK(hasEnded(peer));
    }
  }
}

TEST_CASE("each of its callbacks may destroy the client") {
  for (const auto when : {&TestClient::whenUp, &TestClient::whenDown,
                          &TestClient::whenMessage, &TestClient::whenFailed}) {
    RefusedPort port;
    TestClient test(port.address());
    std::atomic<bool> gone = false;
    test.*when = [&] {
      test.client.reset();
      gone = true;
    };
    test.client->connect();
    if (when != &TestClient::whenFailed) {
      const Listener server = port.listen();
      Fd peer = acceptFrom(server);
      ::send(peer.get(), "x", 1, MSG_NOSIGNAL);
      if (when == &TestClient::whenDown) peer.reset();
      waitUntil("it is destroyed", [&] { return gone.load(); });
    }
    waitUntil("it is destroyed", [&] { return gone.load(); });
    test.pass(0.005);
    CHECK(test.downs == (when == &TestClient::whenDown ? 1 : 0));
  }
}

TEST_CASE("a connection that is held outlives its client: closed, and safe") {
  for (const bool elsewhere : {false, true}) {
    const Listener server = listenLocally();
    TestClient test(inetAddress(server.address));
    test.client->connect();
    const Fd peer = acceptFrom(server);
    test.waitForUps(1);
    const TcpConnectionPtr held = test.client->connection();
    std::atomic<bool> go = true;
    std::thread worker([&] {
      while (go) held->send("hello");
    });
    if (elsewhere) {
      test.client.reset();
    } else {
      test.thread->run([&] { test.client.reset(); });
    }
    waitUntil("it is closed", [&] { return held->disconnected(); });
    CHECK(held->peerAddress() == inetAddress(server.address));
    go = false;
    worker.join();
    held->shutdown();
    held->forceClose();
  }
}

TEST_CASE("clients come and go in other threads while they connect") {
  const Listener server = listenLocally();
  LoopThread loop;
  const std::size_t before = openDescriptors();
  const auto churn = [&](int i) {
    TcpClient client(&loop.loop(), inetAddress(server.address), "client");
    client.enableRetry();
    client.connect();
    if (i % 3 == 1) client.disconnect();
    if (i % 3 == 2) client.stop();
    if (i % 2 == 0) loop.run([] {});
  };
  {
    std::jthread one([&] {
      for (int i = 0; i < 200; ++i) churn(i);
    });
    std::jthread two([&] {
      for (int i = 0; i < 200; ++i) churn(i);
    });
  }
  loop.run([] {});
  CHECK(openDescriptors() == before);
}
// #endregion states

}  // namespace
}  // namespace oneloop::testing
