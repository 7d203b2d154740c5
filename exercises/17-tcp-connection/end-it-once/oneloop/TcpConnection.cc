#include "oneloop/TcpConnection.h"

#include <fmt/core.h>

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
  channel_.setCloseCallback([this] { close(); });
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

void TcpConnection::connectEstablished() {
  loop_->assertInLoopThread();
  const TcpConnectionPtr self = shared_from_this();
  channel_.tie(self);
  try {
    state_ = State::kConnected;
    channel_.enableReading();
  } catch (const std::system_error& error) {
    closeBecause(error);
  }
  settings_->connectionCallback(self);
}

// TODO: two ways to end, and what they have in common.
//
//   close()             the peer, an error or forceClose: it ends, and then
//                       closeCallback is called
//   connectDestroyed()  the server lets go: it ends, and that is all
//   end()               the state is kDisconnected, the channel leaves the
//                       loop, connectionCallback is called if it had begun,
//                       and the socket is closed
//
// Neither of the first two does anything to a connection that has ended.
void TcpConnection::close() {}

void TcpConnection::connectDestroyed() { loop_->assertInLoopThread(); }

void TcpConnection::end() {
  // Between the new state and the callback: whoever found it connected may
  // still be posting to the loop.
  while (posting_ != 0) std::this_thread::yield();
}

void TcpConnection::post(EventLoop::Functor functor) {
  ++posting_;
  struct Posted {  // also if there is no memory for one functor more
    std::atomic<int>& posting;
    ~Posted() { --posting; }
  } const posted{posting_};
  if (!disconnected()) loop_->queueInLoop(std::move(functor));
}

void TcpConnection::handleRead(Timestamp receiveTime) {
  int error = 0;
  const ssize_t n = input_.readFd(socket_.fd(), &error);
  if (n > 0) {
    settings_->messageCallback(shared_from_this(), &input_, receiveTime);
    input_.trim();  // an idle connection holds no memory
  } else if (n == 0 || (error != EAGAIN && error != EINTR)) {
    close();  // the peer has ended, or the connection was reset
  }
}

void TcpConnection::handleError() {
  // What came before the error can still be read. Reading meets the error.
  handleRead(loop_->pollReturnTime());
}

void TcpConnection::forceClose() {
  post([self = shared_from_this()] { self->close(); });
}

// The kernel would not watch the socket for what it needs.
void TcpConnection::closeBecause(const std::system_error& error) {
  log(fmt::format("{}: {}", name(), error.what()));
  post([self = shared_from_this()] { self->close(); });
}

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

void TcpConnection::setCloseCallback(CloseCallback callback) {
  changeSettings([&](TcpSettings& settings) {
    settings.closeCallback = std::move(callback);
  });
}

}  // namespace oneloop
