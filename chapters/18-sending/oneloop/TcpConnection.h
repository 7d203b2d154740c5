#pragma once

#include <any>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
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
///   kConnecting -> kConnected -> kDisconnecting -> kDisconnected
///
///  1. Its loop's thread does all that concerns it: it reads, sends, calls the
///     callbacks, closes. Methods that may be called elsewhere say so; they
///     post their work to the loop.
///  2. It is shared. The server holds it until it is closed, whoever calls a
///     callback holds it until that has returned, and so does each functor that
///     was posted for it. The socket is closed when the connection is, whoever
///     still holds the object.
///  3. The peer's end of stream does not end it while bytes wait to be sent,
///     nor before the write-complete callback, which may send more, or before
///     what other threads have sent is. What they send later comes too late.
///  4. A peer that does not read is not read from any more, once more than the
///     limit waits for it: TcpSettings::outputLimit.
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

  // #region send
  /// Send bytes, in the order of the calls of one thread. What the kernel does
  /// not take at once waits in the output buffer. Nothing is sent before the
  /// connection is made, nor after shutdown(). Safe from any thread.
  void send(std::string_view message);
  void send(std::string&& message);
  void send(const char* message) { send(std::string_view(message)); }
  void send(const void* message, std::size_t length) {
    send(std::string_view(static_cast<const char*>(message), length));
  }
  /// Sends what is readable, and retrieves it.
  void send(Buffer* message);

  /// Ends our half when all has been sent. The peer may go on sending, and the
  /// connection lasts until it ends its half. Safe from any thread.
  void shutdown();

  /// Sends nothing more, and closes in the loop's next turn, without waiting
  /// for the peer, nor for what waits to be sent: that is lost, and a line of
  /// the log says how much. If the peer has sent what was not read, the kernel
  /// resets the connection, and what it had taken and not yet delivered is
  /// lost and counted, too. Safe from any thread.
  void forceClose();
  /// The same, `seconds` later, if it still lasts.
  void forceCloseWithDelay(double seconds);
  // #endregion send

  // #region read
  /// Whether the message callback is wanted. A stopped one still ends when it
  /// is reset. Safe from any thread.
  void startRead();
  void stopRead();
  /// In the loop's thread.
  bool isReading() const noexcept { return wantsRead_; }
  // #endregion read

  /// Anything the program wants to keep with the connection.
  void setContext(std::any context) { context_ = std::move(context); }
  const std::any& getContext() const noexcept { return context_; }
  std::any* getMutableContext() noexcept { return &context_; }

  /// For this connection alone; in the loop's thread.
  void setConnectionCallback(ConnectionCallback callback);
  void setMessageCallback(MessageCallback callback);
  void setWriteCompleteCallback(WriteCompleteCallback callback);
  void setHighWaterMarkCallback(HighWaterMarkCallback callback,
                                std::size_t mark);
  void setCloseCallback(CloseCallback callback);

  /// In the loop's thread.
  Buffer* inputBuffer() noexcept { return &input_; }
  Buffer* outputBuffer() noexcept { return &output_; }

  /// As queueInLoop of its loop, which is there while this is not disconnected:
  /// false if it is, and nothing is posted. Safe from any thread.
  bool post(EventLoop::Functor functor);
  /// Sends what send() would have posted; for a functor that was posted while
  /// it was connected. A shutdown() since then does not drop it.
  void sendPosted(std::string_view message);

  /// For whoever has made it, in the loop's thread: once when it may begin,
  /// and once when it must be over, if it is not.
  void connectEstablished();
  void connectDestroyed();

 private:
  enum class State { kConnecting, kConnected, kDisconnecting, kDisconnected };

  void handleRead(Timestamp receiveTime);
  void handleWrite();
  void handleHangUp();
  void handleError();
  void close();
  void end();

  static constexpr ssize_t kBroken = -1;
  // Inline, as each message of the loop's own thread comes this way.
  inline void sendInLoop(std::string_view message);
  ssize_t sendNow(std::string_view bytes);
  ssize_t notSent(int error);
  void readRestAndClose();
  void keepForLater(std::string_view rest);
  void notifyWriteComplete();
  bool closeIfDone();
  void shutdownInLoop();
  std::size_t lostAtClose() const noexcept;

  void setReading(bool wanted);
  void updateReading();
  void enableWriting();
  void closeBecause(const std::system_error& error);

  template <typename Change>
  void changeSettings(Change change);

  EventLoop* const loop_;
  std::shared_ptr<const TcpSettings> settings_;
  // In the first settings: the loop's thread may replace settings_.
  const std::shared_ptr<const std::string> serverName_;
  const std::int64_t id_;
  std::atomic<State> state_ = State::kConnecting;
  std::atomic<int> posting_ = 0;  // threads that are about to post
  bool wantsRead_ = true;         // the program does
  bool outputFull_ = false;       // over the limit, and not yet under its half
  bool ended_ = false;            // our half has
  bool peerEnded_ = false;        // the peer's has: read has returned 0
  int completions_ = 0;           // write-complete callbacks on their way
  Socket socket_;
  Channel channel_;  // below the socket: it is destroyed first
  const InetAddress local_;
  const InetAddress peer_;
  Buffer input_;
  Buffer output_;
  std::any context_;
};

}  // namespace oneloop
