#pragma once

#include <any>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "oneloop/Buffer.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "oneloop/InetAddress.h"
#include "oneloop/Socket.h"
#include "oneloop/TcpSettings.h"

namespace oneloop {

// #region class
/// One TCP connection of a server or a client, from its beginning to its end.
///
///   kConnecting -> kConnected -> kDisconnected
///
///  1. Its loop's thread does all that concerns it: it reads, calls the
///     callbacks, closes. Methods that may be called elsewhere say so; they
///     post their work to the loop.
///  2. It is shared. The server holds it until it is closed, each event that
///     is being handled holds it (Channel::tie), and so does each functor that
///     was posted for it. The socket is closed when the connection is, whoever
///     still holds the object.
///
/// muduo/net/TcpConnection.h.
class TcpConnection : public std::enable_shared_from_this<TcpConnection> {
 public:
  /// For TcpServer and TcpClient. `socket` is connected and non-blocking.
  TcpConnection(EventLoop* loop, std::shared_ptr<const TcpSettings> settings,
                std::int64_t id, Fd socket, const InetAddress& peer);
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;

  EventLoop* getLoop() const noexcept { return loop_; }
  std::int64_t id() const noexcept { return id_; }
  /// "EchoServer-127.0.0.1:80#1". Safe from any thread.
  std::string name() const;
  const InetAddress& localAddress() const noexcept { return local_; }
  const InetAddress& peerAddress() const noexcept { return peer_; }
  /// Safe from any thread; but in another one than the loop's, the answer may
  /// be old already.
  bool connected() const noexcept { return state_ == State::kConnected; }
  bool disconnected() const noexcept { return state_ == State::kDisconnected; }

  bool getTcpInfo(tcp_info* info) const noexcept;
  std::string getTcpInfoString() const;
  /// Does nothing on a connection that has ended.
  void setTcpNoDelay(bool on) {
    if (!disconnected()) socket_.setTcpNoDelay(on);
  }
  // #endregion class

  /// Closes, without waiting for the peer. If the peer has sent what was not
  /// read, the kernel resets the connection. Safe from any thread.
  void forceClose();

  /// Anything the program wants to keep with the connection.
  void setContext(std::any context) { context_ = std::move(context); }
  const std::any& getContext() const noexcept { return context_; }
  std::any* getMutableContext() noexcept { return &context_; }

  /// For this connection alone; in the loop's thread.
  void setConnectionCallback(ConnectionCallback callback);
  void setMessageCallback(MessageCallback callback);
  void setCloseCallback(CloseCallback callback);

  /// In the loop's thread.
  Buffer* inputBuffer() noexcept { return &input_; }

  /// For whoever has made it, in the loop's thread: once when it may begin,
  /// and once when it must be over, if it is not.
  void connectEstablished();
  void connectDestroyed();

 private:
  enum class State { kConnecting, kConnected, kDisconnected };

  void handleRead(Timestamp receiveTime);
  void handleError();
  void close();
  void end();
  void closeBecause(const std::system_error& error);

  void post(EventLoop::Functor functor);
  template <typename Change>
  void changeSettings(Change change);

  EventLoop* const loop_;
  std::shared_ptr<const TcpSettings> settings_;
  // In the first settings: the loop's thread may replace settings_.
  const std::shared_ptr<const std::string> serverName_;
  const std::int64_t id_;
  std::atomic<State> state_ = State::kConnecting;
  std::atomic<int> posting_ = 0;  // threads that are about to post
  Socket socket_;
  Channel channel_;  // below the socket: it is destroyed first
  const InetAddress local_;
  const InetAddress peer_;
  Buffer input_;
  std::any context_;
};

}  // namespace oneloop
