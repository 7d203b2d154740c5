#include "oneloop/TcpConnection.h"

#include <fmt/core.h>
#include <sys/socket.h>

#include <cerrno>
#include <thread>

#include "common/log.h"

namespace oneloop {

void defaultConnectionCallback(const TcpConnectionPtr&) {}

void defaultMessageCallback(const TcpConnectionPtr&, Buffer* buffer,
                            Timestamp) {
  buffer->retrieveAll();
}

TcpConnection::TcpConnection(EventLoop* loop,
                             std::shared_ptr<const TcpSettings> settings,
                             std::int64_t id, Fd socket,
                             const InetAddress& peer)
    : loop_(loop),
      settings_(std::move(settings)),
      serverName_(settings_, &settings_->name),
      id_(id),
      socket_(std::move(socket)),
      channel_(loop, socket_.fd()),
      local_(InetAddress::localOf(socket_.fd())),
      peer_(peer) {
  channel_.setReadCallback([this](Timestamp time) { handleRead(time); });
  channel_.setWriteCallback([this] { handleWrite(); });
  channel_.setCloseCallback([this] { handleHangUp(); });
  channel_.setErrorCallback([this] { handleError(); });
  channel_.doNotLogHup();
}

std::string TcpConnection::name() const {
  return fmt::format("{}#{}", *serverName_, id_);
}

bool TcpConnection::getTcpInfo(tcp_info* info) const noexcept {
  return socket_.getTcpInfo(info);
}

std::string TcpConnection::getTcpInfoString() const {
  return socket_.getTcpInfoString();
}

// #region begin-and-end
void TcpConnection::connectEstablished() {
  loop_->assertInLoopThread();
  state_ = State::kConnected;
  updateReading();
  settings_->connectionCallback(shared_from_this());
}

void TcpConnection::close() {
  if (disconnected()) return;
  struct LetGo {  // also if the program throws when it is told
    const TcpConnectionPtr self;
    ~LetGo() { self->settings_->closeCallback(self); }
  } const letGo{shared_from_this()};
  end();
}

void TcpConnection::connectDestroyed() {
  loop_->assertInLoopThread();
  if (!disconnected()) end();
}

void TcpConnection::end() {
  if (const std::size_t lost = lostAtClose(); lost > 0) {
    log(fmt::format("{}: closed with {} bytes unsent", name(), lost));
  }
  const State before = state_.exchange(State::kDisconnected);
  channel_.remove();
  // Whoever found it connected may still be posting to the loop, which may be
  // gone as soon as the server knows that this connection is.
  while (posting_ != 0) std::this_thread::yield();
  struct CloseSocket {  // when the program has been told, or throws
    Socket& socket;
    ~CloseSocket() { socket.close(); }
  } const closeSocket{socket_};
  if (before != State::kConnecting) {
    settings_->connectionCallback(shared_from_this());
  }
}

bool TcpConnection::post(EventLoop::Functor functor) {
  if (disconnected()) return false;
  ++posting_;
  struct Posted {  // also if there is no memory for one functor more
    std::atomic<int>& posting;
    ~Posted() { --posting; }
  } const posted{posting_};
  if (disconnected()) return false;
  loop_->queueInLoop(std::move(functor));
  return true;
}
// #endregion begin-and-end

// #region read
void TcpConnection::handleRead(Timestamp receiveTime) {
  int error = 0;
  const ssize_t n = input_.readFd(socket_.fd(), &error);
  if (n > 0) [[likely]] {
    const TcpConnectionPtr self = shared_from_this();  // until trim() is done
    settings_->messageCallback(self, &input_, receiveTime);
    input_.trim();  // an idle connection holds no memory
  } else if (n == 0) {
    peerEnded_ = true;
    updateReading();
    // Behind what other threads have sent before.
    post([self = shared_from_this()] { self->closeIfDone(); });
  } else if (error != EAGAIN && error != EINTR) {
    close();
  }
}

// Both halves have ended, or the connection was reset.
void TcpConnection::handleHangUp() {
  if (channel_.isReading()) {
    // The poller was asked for a hang-up only, and startRead() came later in
    // the same turn: there may be bytes to read.
    handleRead(loop_->pollReturnTime());
  } else if (wantsRead_ || socket_.takeError() != 0) {
    close();
  } else {
    channel_.remove();  // the program has stopped reading, and may start again
  }
}

void TcpConnection::handleError() {
  // What came before the error can still be read. Reading meets the error.
  if (channel_.isReading()) {
    handleRead(loop_->pollReturnTime());
  } else {
    close();
  }
}
// #endregion read

// #region reading
void TcpConnection::startRead() { setReading(true); }
void TcpConnection::stopRead() { setReading(false); }

void TcpConnection::setReading(bool wanted) {
  if (!loop_->isInLoopThread()) {
    post([self = shared_from_this(), wanted] { self->setReading(wanted); });
    return;
  }
  wantsRead_ = wanted;
  updateReading();
}

void TcpConnection::updateReading() try {
  if (state_ == State::kConnecting || disconnected()) return;
  if (wantsRead_ && !outputFull_ && !peerEnded_) {
    channel_.enableReading();
  } else {
    channel_.enableHangUp();  // a reset must not go unnoticed
    channel_.disableReading();
  }
} catch (const std::system_error& error) {
  closeBecause(error);
}
// #endregion reading

// #region send-in-loop
inline void TcpConnection::sendInLoop(std::string_view message) {
  // What waits already goes first.
  if (output_.readableBytes() == 0) {
    const ssize_t sent = sendNow(message);
    if (sent == kBroken) return;
    message.remove_prefix(static_cast<std::size_t>(sent));
    if (message.empty()) {
      if (settings_->writeCompleteCallback) notifyWriteComplete();
      return;
    }
  }
  keepForLater(message);
}

// How much the kernel took, which may be nothing; or kBroken.
ssize_t TcpConnection::sendNow(std::string_view bytes) {
  const ssize_t n =
      ::send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return n >= 0 ? n : notSent(errno);
}

ssize_t TcpConnection::notSent(int error) {
  const bool later =
      error == EAGAIN || error == EINTR || error == ENOBUFS || error == ENOMEM;
  if (later) return 0;
  // Not at once: the program is in the middle of something.
  post([self = shared_from_this()] { self->readRestAndClose(); });
  return kBroken;
}

// What came before the error can still be read, within reason.
void TcpConnection::readRestAndClose() {
  constexpr int kMostReads = 16;
  for (int i = 0; i < kMostReads && channel_.isReading(); ++i) {
    if (socket_.unreadBytes() == 0) break;
    handleRead(loop_->pollReturnTime());
  }
  close();
}

void TcpConnection::keepForLater(std::string_view rest) {
  const std::size_t before = output_.readableBytes();
  const std::size_t after = before + rest.size();
  const std::size_t mark = settings_->highWaterMark;
  if (before < mark && after >= mark && settings_->highWaterMarkCallback) {
    loop_->queueInLoop([self = shared_from_this(), after] {
      const auto& callback = self->settings_->highWaterMarkCallback;
      if (callback && !self->disconnected()) callback(self, after);
    });
  }
  output_.append(rest);
  enableWriting();
  if (settings_->outputLimit > 0 && after > settings_->outputLimit) {
    outputFull_ = true;
    updateReading();
  }
}
// #endregion send-in-loop

// #region send
void TcpConnection::send(std::string_view message) {
  if (!connected()) return;
  if (loop_->isInLoopThread()) {
    sendInLoop(message);
  } else {
    send(std::string(message));
  }
}

void TcpConnection::send(std::string&& message) {
  if (!connected()) return;
  if (loop_->isInLoopThread()) {
    sendInLoop(message);
  } else {
    // The functor has bytes of its own, and keeps the connection alive.
    post([self = shared_from_this(), bytes = std::move(message)] {
      self->sendPosted(bytes);
    });
  }
}

void TcpConnection::sendPosted(std::string_view message) {
  if (!disconnected() && !ended_) sendInLoop(message);
}

void TcpConnection::send(Buffer* message) {
  if (!loop_->isInLoopThread()) return send(message->retrieveAllAsString());
  if (connected()) sendInLoop(message->toStringPiece());
  message->retrieveAll();
}
// #endregion send

// #region write
void TcpConnection::enableWriting() try {
  channel_.enableWriting();
} catch (const std::system_error& error) {
  closeBecause(error);
}

void TcpConnection::handleWrite() {
  const ssize_t sent = sendNow(output_.toStringPiece());
  if (sent == kBroken) return;
  output_.retrieve(static_cast<std::size_t>(sent));
  if (output_.readableBytes() <= settings_->outputLimit / 2) {
    outputFull_ = false;
  }
  if (output_.readableBytes() > 0) {
    updateReading();
    return;
  }
  output_.trim();
  outputFull_ = false;
  channel_.disableWriting();  // or the loop spins: there is room all the time
  if (settings_->writeCompleteCallback) notifyWriteComplete();
  shutdownInLoop();
  updateReading();
  // Behind what other threads have sent before.
  if (peerEnded_) post([self = shared_from_this()] { self->closeIfDone(); });
}

void TcpConnection::notifyWriteComplete() {
  ++completions_;
  loop_->queueInLoop([self = shared_from_this()] {
    --self->completions_;
    // Posted, so that it comes behind the callback, also if that throws.
    if (self->peerEnded_) self->post([self] { self->closeIfDone(); });
    const auto& callback = self->settings_->writeCompleteCallback;
    if (callback && !self->disconnected()) callback(self);
  });
}

// The peer has ended its half. Ours ends when all has been sent, and when the
// write-complete callback, which may have more to send, has been called.
bool TcpConnection::closeIfDone() {
  const bool sent = output_.readableBytes() == 0 && completions_ == 0;
  if (!peerEnded_ || !sent) return false;
  close();
  return true;
}
// #endregion write

// #region close
void TcpConnection::shutdown() {
  State expected = State::kConnected;
  if (!state_.compare_exchange_strong(expected, State::kDisconnecting)) return;
  // Posted even in the loop's own thread: what other threads have sent before
  // is in the loop's list, and comes first.
  post([self = shared_from_this()] { self->shutdownInLoop(); });
}

void TcpConnection::shutdownInLoop() {
  const bool wanted = state_ == State::kDisconnecting;
  if (!wanted || output_.readableBytes() > 0) return;
  socket_.shutdownWrite();
  ended_ = true;
}

void TcpConnection::forceClose() {
  State expected = State::kConnected;
  state_.compare_exchange_strong(expected, State::kDisconnecting);
  post([self = shared_from_this()] { self->close(); });
}

void TcpConnection::forceCloseWithDelay(double seconds) {
  // The timer need not keep it alive.
  post([loop = loop_, seconds, weak = weak_from_this()] {
    loop->runAfter(seconds, [weak] {
      if (const TcpConnectionPtr self = weak.lock()) self->forceClose();
    });
  });
}

// What the kernel has taken it also delivers after close(2). But if it holds
// bytes that were not read, it resets the connection: RFC 2525, section 2.17.
std::size_t TcpConnection::lostAtClose() const noexcept {
  std::size_t lost = output_.readableBytes();
  if (!peerEnded_ && socket_.unreadBytes() > 0) {
    lost += socket_.unconfirmedBytes();
  }
  return lost;
}

// The kernel would not watch the socket for what it needs.
void TcpConnection::closeBecause(const std::system_error& error) {
  log(fmt::format("{}: {}", name(), error.what()));
  post([self = shared_from_this()] { self->close(); });
}
// #endregion close

// #region settings
template <typename Change>
void TcpConnection::changeSettings(Change change) {
  auto old = std::exchange(settings_, changed(*settings_, change));
  // The caller may be one of the old callbacks: they last until it returns.
  loop_->queueInLoop([old = std::move(old)] {});
}

void TcpConnection::setConnectionCallback(ConnectionCallback callback) {
  changeSettings([&](TcpSettings& settings) {
    settings.connectionCallback = std::move(callback);
  });
}

void TcpConnection::setMessageCallback(MessageCallback callback) {
  changeSettings([&](TcpSettings& settings) {
    settings.messageCallback = std::move(callback);
  });
}

void TcpConnection::setWriteCompleteCallback(WriteCompleteCallback callback) {
  changeSettings([&](TcpSettings& settings) {
    settings.writeCompleteCallback = std::move(callback);
  });
}

void TcpConnection::setHighWaterMarkCallback(HighWaterMarkCallback callback,
                                             std::size_t mark) {
  changeSettings([&](TcpSettings& settings) {
    settings.highWaterMarkCallback = std::move(callback);
    settings.highWaterMark = mark;
  });
}

void TcpConnection::setCloseCallback(CloseCallback callback) {
  changeSettings([&](TcpSettings& settings) {
    settings.closeCallback = std::move(callback);
  });
}
// #endregion settings

}  // namespace oneloop
