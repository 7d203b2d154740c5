#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "oneloop/Connector.h"
#include "oneloop/InetAddress.h"
#include "oneloop/TcpSettings.h"

namespace oneloop {

class EventLoop;

// #region class
/// A TCP client: one connection to one server, made again if that is wanted.
///
///   EventLoop loop;
///   TcpClient client(&loop, InetAddress("127.0.0.1", 2007), "pingpong");
///   client.setConnectionCallback(onConnection);
///   client.setMessageCallback(onMessage);
///   client.connect();
///   loop.loop();
///
/// Its methods are safe from any thread, but for the setters: they are for the
/// time before connect(). Its callbacks are called in the loop's thread. The
/// loop must outlive it. muduo/net/TcpClient.h.
class TcpClient {
 public:
  TcpClient(EventLoop* loop, const InetAddress& serverAddr, std::string name);
  /// In any state and in any thread. An attempt ends, and so does a
  /// connection; who still holds it holds a closed one. The program is not told
  /// of that. In the loop's thread it has happened when this returns, and no
  /// callback follows; from elsewhere it is posted, and until it is done a
  /// callback may come.
  ~TcpClient();
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;

  /// Connects, and does not rest until it is connected. Does nothing if it is;
  /// if the connection is about to end, the next one begins when it has.
  void connect();
  /// Ends the connection as TcpConnection::shutdown() does; if there is none
  /// yet, as stop().
  void disconnect();
  /// Gives up connecting, now and later. A connection that is made lasts.
  void stop();

  /// The connection, or null if there is none.
  TcpConnectionPtr connection() const;

  /// When the connection has ended, and it was not disconnect() that ended it:
  /// waits a little, then connects again.
  void enableRetry();
  bool retry() const;

  EventLoop* getLoop() const noexcept { return loop_; }
  const std::string& name() const noexcept { return name_; }
  // #endregion class

  // #region setters
  void setConnectionCallback(ConnectionCallback callback);
  void setMessageCallback(MessageCallback callback);
  void setWriteCompleteCallback(WriteCompleteCallback callback);
  void setHighWaterMarkCallback(HighWaterMarkCallback callback,
                                std::size_t mark);
  /// See TcpSettings::outputLimit. 0, no limit, unless it is set.
  void setOutputLimit(std::size_t bytes);
  /// See Connector; muduo has neither.
  void setConnectFailureCallback(Connector::FailureCallback callback);
  void setRetryDelay(double initialSeconds, double longestSeconds);
  // #endregion setters

 private:
  class Session;

  EventLoop* const loop_;
  const std::string name_;
  std::shared_ptr<Session> session_;
};

}  // namespace oneloop
