#include "oneloop/Connector.h"

#include <fmt/core.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "common/check.h"
#include "common/log.h"
#include "oneloop/EventLoop.h"

namespace oneloop {
namespace {

// How an attempt has ended: an errno; 0: it is connected.
int outcomeOf(const Fd& socket) {
  int error = 0;
  socklen_t size = sizeof error;
  check("getsockopt SO_ERROR",
        ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size));
  return error;
}

}  // namespace

Connector::Connector(EventLoop* loop, const InetAddress& serverAddr)
    : loop_(loop), serverAddr_(serverAddr) {}

void Connector::start() {
  loop_->runInLoop([self = shared_from_this()] { self->startInLoop(); });
}

void Connector::stop() {
  loop_->runInLoop([self = shared_from_this()] { self->stopInLoop(); });
}

void Connector::restart() {
  loop_->assertInLoopThread();
  stopInLoop();
  startInLoop();
}

void Connector::startLater() {
  loop_->assertInLoopThread();
  if (state_ == State::kIdle) wait();
}

void Connector::startInLoop() {
  if (state_ != State::kIdle) return;
  backoff_.reset();
  connect();
}

void Connector::stopInLoop() {
  if (state_ == State::kWaiting) loop_->cancel(timer_);
  state_ = State::kIdle;
  channel_.reset();
  socket_.reset();
}

void Connector::connect() {
  socket_.reset(::socket(serverAddr_.family(),
                         SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket_) return failSoon(errno);
  const int result =
      ::connect(socket_.get(), serverAddr_.getSockAddr(), serverAddr_.size());
  // After a signal, too, the kernel goes on by itself.
  const bool begun = result == 0 || errno == EINPROGRESS || errno == EINTR;
  if (begun) {
    watch();
  } else {
    failSoon(errno);
  }
}

void Connector::watch() try {
  state_ = State::kConnecting;
  channel_.emplace(loop_, socket_.get());
  channel_->tie(shared_from_this());
  channel_->doNotLogHup();
  // Writable is what it becomes at the end, good or bad.
  channel_->setWriteCallback([this] { finish(); });
  channel_->enableWriting();
} catch (const std::system_error& error) {
  failSoon(error.code().value());
}

void Connector::finish() {
  channel_.reset();
  if (const int error = outcomeOf(socket_)) return fail(error);
  state_ = State::kIdle;
  backoff_.reset();
  if (newConnectionCallback_) newConnectionCallback_(std::move(socket_));
}

// Not at once: a program that tries again when it is told would call itself.
void Connector::failSoon(int error) {
  state_ = State::kWaiting;
  timer_ = loop_->runAfter(0, [weak = weak_from_this(), error] {
    if (const auto self = weak.lock()) self->fail(error);
  });
}

void Connector::fail(int error) {
  channel_.reset();
  socket_.reset();
  wait();
  if (!failureCallback_) {
    return log(fmt::format("connect {}: {}", serverAddr_.toIpPort(),
                           std::generic_category().message(error)));
  }
  const auto self = shared_from_this();  // the callback may let go of it
  failureCallback_(error);
}

void Connector::wait() {
  state_ = State::kWaiting;
  const double random = std::uniform_real_distribution<>(0, 1)(random_);
  timer_ = loop_->runAfter(backoff_.next(random), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->connect();
  });
}

}  // namespace oneloop
