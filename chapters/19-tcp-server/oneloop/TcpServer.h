#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "oneloop/Acceptor.h"
#include "oneloop/ConnectionSet.h"
#include "oneloop/EventLoopThreadPool.h"
#include "oneloop/TcpSettings.h"

namespace oneloop {

class EventLoop;

// #region class
/// A TCP server: one loop accepts, and N loops in threads of their own serve;
/// with N = 0 the one loop does it all.
///
///   EventLoop loop;
///   TcpServer server(&loop, InetAddress(9981), "EchoServer");
///   server.setMessageCallback(onMessage);
///   server.start();
///   loop.loop();
///
/// It is made, and destroyed, in the thread of its loop, which must outlive it.
/// The setters are for the time before start(). muduo/net/TcpServer.h.
class TcpServer {
 public:
  enum Option { kNoReusePort, kReusePort };
  using ThreadInitCallback = EventLoopThreadPool::ThreadInitCallback;

  /// Binds. Throws std::system_error: "bind 0.0.0.0:80: Permission denied".
  TcpServer(EventLoop* loop, const InetAddress& listenAddr, std::string name,
            Option option = kNoReusePort);
  /// At any time, also in a callback of one of its connections, if it serves
  /// in its own loop: connections that last are closed, with what waits to be
  /// sent on them, and told so; that must not throw. Threads end, and no
  /// callback is called when it has returned, unless somebody keeps
  /// threadPool() and with it the threads.
  ~TcpServer();
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;

  /// "0.0.0.0:9981", with the port that the kernel chose if it was to.
  const std::string& ipPort() const noexcept { return ipPort_; }
  const std::string& name() const noexcept { return name_; }
  EventLoop* getLoop() const noexcept { return loop_; }

  /// 0: all in the server's own loop. N: in N others.
  void setThreadNum(int threads) { threadPool_->setThreadNum(threads); }
  /// Called in each loop's thread, before it serves.
  void setThreadInitCallback(ThreadInitCallback callback) {
    threadInitCallback_ = std::move(callback);
  }
  /// Its loops are there after start(). Whoever keeps it keeps the threads.
  std::shared_ptr<EventLoopThreadPool> threadPool() { return threadPool_; }

  void setConnectionCallback(ConnectionCallback callback) {
    change([&](TcpSettings& s) { s.connectionCallback = std::move(callback); });
  }
  void setMessageCallback(MessageCallback callback) {
    change([&](TcpSettings& s) { s.messageCallback = std::move(callback); });
  }
  void setWriteCompleteCallback(WriteCompleteCallback callback) {
    change(
        [&](TcpSettings& s) { s.writeCompleteCallback = std::move(callback); });
  }
  void setHighWaterMarkCallback(HighWaterMarkCallback callback,
                                std::size_t mark) {
    change([&](TcpSettings& s) {
      s.highWaterMarkCallback = std::move(callback);
      s.highWaterMark = mark;
    });
  }
  /// See TcpSettings::outputLimit. 0 lifts it.
  void setOutputLimit(std::size_t bytes) {
    change([&](TcpSettings& s) { s.outputLimit = bytes; });
  }

  /// Starts the threads, and listens. Safe from any thread; more than once is
  /// as good as once. If that fails, it throws in the server's loop, and may be
  /// called again.
  void start();
  // #endregion class

  // #region stop
  /// Accepts nobody any more, sends what waits to be sent, and ends each
  /// connection as shutdown() does: what a worker sends from now on is not
  /// sent. After `seconds`, closes those that are left. Then its threads end,
  /// and `done` is called in the server's loop. Safe from any thread; the first
  /// call counts.
  void stop(std::function<void()> done = {}, double seconds = 5);

  /// Sends to every connection. Wakes each loop once, however many connections
  /// it has. Safe from any thread, also while the server stops.
  void broadcast(std::string_view message);

  std::size_t connections() const { return connections_->size(); }
  // #endregion stop

 private:
  template <typename Change>
  void change(Change change) {
    settings_ = changed(*settings_, change);
  }
  void startInLoop();
  void stopInLoop(const std::function<void()>& done, double seconds);
  void newConnection(Fd socket, const InetAddress& peer);

  EventLoop* const loop_;
  const std::string name_;
  std::unique_ptr<Acceptor> acceptor_;
  const std::string ipPort_;
  const std::shared_ptr<ConnectionSet> connections_;
  std::shared_ptr<const TcpSettings> settings_;
  std::shared_ptr<EventLoopThreadPool> threadPool_;
  ThreadInitCallback threadInitCallback_;
  std::atomic<bool> started_ = false;
  std::atomic<bool> stopping_ = false;
  std::int64_t lastId_ = 0;
  // Gone when the server is: what is posted to the loop asks for it.
  const std::shared_ptr<TcpServer*> alive_;
};

}  // namespace oneloop
