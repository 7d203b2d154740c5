#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "common/connectTo.h"
#include "common/testing/waitUntil.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"
#include "oneloop/TcpServer.h"
#include "tests/LoopThread.h"

namespace oneloop::testing {

/// An echo server on a loop in another thread, on a free port.
class EchoServer {
 public:
  explicit EchoServer(int threads, const std::string& host = "127.0.0.1") {
    inLoop([this, threads, &host] {
      server = std::make_unique<TcpServer>(&base.loop(), InetAddress(host, 0),
                                           "echo");
      server->setThreadNum(threads);
      server->setConnectionCallback([this](const TcpConnectionPtr& c) {
        c->connected() ? ++ups : ++downs;
      });
      server->setMessageCallback([](const TcpConnectionPtr& c, Buffer* buffer,
                                    Timestamp) { c->send(buffer); });
    });
    address = SocketAddress::parse(server->ipPort());
  }
  ~EchoServer() { destroy(); }

  void start() {
    server->start();
    inLoop([] {});  // it listens now
  }
  void destroy() {
    inLoop([this] { server.reset(); });
  }
  void stop(double seconds) {
    std::promise<void> done;
    server->stop([&] { done.set_value(); }, seconds);
    done.get_future().get();
  }
  void inLoop(const std::function<void()>& function) {
    std::promise<void> ran;
    base.loop().runInLoop([&] {
      function();
      ran.set_value();
    });
    ran.get_future().get();
  }
  Fd connect() const { return connectTo(*address); }
  void waitForConnections(std::size_t n) {
    waitUntil("the server has its clients", [&] { return ups == n; });
  }

  LoopThread base;
  std::optional<SocketAddress> address;
  std::atomic<std::size_t> ups = 0;
  std::atomic<std::size_t> downs = 0;
  std::unique_ptr<TcpServer> server;  // on the heap: a late use shows
};

}  // namespace oneloop::testing
