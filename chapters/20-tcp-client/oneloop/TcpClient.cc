#include "oneloop/TcpClient.h"

#include <atomic>
#include <cstdint>
#include <mutex>

#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"

namespace oneloop {

// #region session
/// The client as its loop knows it. Functors on their way to the loop hold it,
/// so it may outlive the TcpClient, and the last of them lets go of it in the
/// loop's thread. All else holds it weakly.
class TcpClient::Session : public std::enable_shared_from_this<Session> {
 public:
  const std::shared_ptr<Connector> connector;
  std::shared_ptr<const TcpSettings> settings;
  std::atomic<bool> retry = false;

  Session(EventLoop* loop, const InetAddress& server, const std::string& name)
      : connector(std::make_shared<Connector>(loop, server)),
        settings(std::make_shared<TcpSettings>()),
        loop_(loop) {
    change([&](TcpSettings& s) {
      s.name = name + ":" + server.toIpPort();
      // A client asks. To stop reading would not make it ask less, and a server
      // that waits until its answers are read would wait for ever.
      s.outputLimit = 0;
    });
  }
  ~Session() { end(); }

  template <typename Change>
  void change(Change change) {
    settings = changed(*settings, change);
  }

  /// After construction, which knows no weak_from_this() yet.
  void setCallbacks() {
    connector->setNewConnectionCallback([weak = weak_from_this()](Fd socket) {
      if (const auto self = weak.lock()) self->begin(std::move(socket));
    });
    change([&](TcpSettings& s) {
      s.closeCallback = [weak = weak_from_this()](const auto&) {
        if (const auto self = weak.lock()) self->closed();
      };
    });
  }

  /// In the loop's thread, as is all that is private.
  void connect();
  void disconnect();
  void stop();
  void end();

  /// Safe from any thread.
  TcpConnectionPtr connection() const {
    const std::lock_guard lock(mutex_);
    return connection_;
  }

 private:
  void begin(Fd socket);
  void closed();
  TcpConnectionPtr exchange(TcpConnectionPtr connection) {
    const std::lock_guard lock(mutex_);
    return std::exchange(connection_, std::move(connection));
  }

  EventLoop* const loop_;
  bool wanted_ = false;  // a connection is
  bool again_ = false;   // one more is, when this one has ended
  bool ended_ = false;   // the client is gone
  std::int64_t lastId_ = 0;
  mutable std::mutex mutex_;
  TcpConnectionPtr connection_;  // written in the loop's thread, under mutex_
};
// #endregion session

// #region states
void TcpClient::Session::connect() {
  if (ended_) return;
  wanted_ = true;
  if (connection_ == nullptr || connection_->disconnected()) {
    connector->start();
  } else if (!connection_->connected()) {
    again_ = true;
  }
}

void TcpClient::Session::stop() {
  wanted_ = false;
  again_ = false;
  connector->stop();
}

void TcpClient::Session::disconnect() {
  stop();
  if (connection_ != nullptr) connection_->shutdown();
}

void TcpClient::Session::begin(Fd socket) {
  const auto connection = std::make_shared<TcpConnection>(
      loop_, settings, ++lastId_, std::move(socket),
      connector->serverAddress());
  exchange(connection);
  connection->connectEstablished();
}

void TcpClient::Session::closed() {
  exchange(nullptr);
  if (std::exchange(again_, false)) {
    connector->start();
  } else if (wanted_ && retry) {
    connector->startLater();
  }
}

void TcpClient::Session::end() {
  ended_ = true;
  stop();
  const auto last = exchange(nullptr);
  if (last == nullptr) return;
  // Not told: the owner of the client may be half destroyed.
  last->setConnectionCallback(defaultConnectionCallback);
  last->connectDestroyed();
}
// #endregion states

// #region client
TcpClient::TcpClient(EventLoop* loop, const InetAddress& serverAddr,
                     std::string name)
    : loop_(loop),
      name_(std::move(name)),
      session_(std::make_shared<Session>(loop, serverAddr, name_)) {
  session_->setCallbacks();
}

TcpClient::~TcpClient() {
  if (loop_->isInLoopThread()) {
    session_->end();
  } else {
    // Moved, since the loop's thread is to let go of it.
    loop_->queueInLoop([session = std::move(session_)] { session->end(); });
  }
}

void TcpClient::connect() {
  loop_->runInLoop([session = session_] { session->connect(); });
}

void TcpClient::disconnect() {
  loop_->runInLoop([session = session_] { session->disconnect(); });
}

void TcpClient::stop() {
  loop_->runInLoop([session = session_] { session->stop(); });
}
// #endregion client

TcpConnectionPtr TcpClient::connection() const {
  return session_->connection();
}

void TcpClient::enableRetry() { session_->retry = true; }
bool TcpClient::retry() const { return session_->retry; }

void TcpClient::setConnectionCallback(ConnectionCallback callback) {
  session_->change(
      [&](TcpSettings& s) { s.connectionCallback = std::move(callback); });
}

void TcpClient::setMessageCallback(MessageCallback callback) {
  session_->change(
      [&](TcpSettings& s) { s.messageCallback = std::move(callback); });
}

void TcpClient::setWriteCompleteCallback(WriteCompleteCallback callback) {
  session_->change(
      [&](TcpSettings& s) { s.writeCompleteCallback = std::move(callback); });
}

void TcpClient::setHighWaterMarkCallback(HighWaterMarkCallback callback,
                                         std::size_t mark) {
  session_->change([&](TcpSettings& s) {
    s.highWaterMarkCallback = std::move(callback);
    s.highWaterMark = mark;
  });
}

void TcpClient::setOutputLimit(std::size_t bytes) {
  session_->change([&](TcpSettings& s) { s.outputLimit = bytes; });
}

void TcpClient::setConnectFailureCallback(Connector::FailureCallback callback) {
  session_->connector->setFailureCallback(std::move(callback));
}

void TcpClient::setRetryDelay(double initialSeconds, double longestSeconds) {
  session_->connector->setRetryDelay(initialSeconds, longestSeconds);
}

}  // namespace oneloop
