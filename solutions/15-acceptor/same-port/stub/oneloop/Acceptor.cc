#include "oneloop/Acceptor.h"

#include <cerrno>
#include <chrono>
#include <system_error>

#include "common/accept.h"
#include "common/check.h"
#include "common/log.h"
#include "oneloop/EventLoop.h"

namespace oneloop {

Acceptor::Acceptor(EventLoop* loop, const InetAddress& listenAddr,
                   bool /*reusePort*/)
    : loop_(loop),
      socket_(Socket::create(listenAddr.family())),
      channel_(loop, socket_.fd()) {
  // A restarted server shall have its port at once.
  socket_.setReusePort(true);
  socket_.bindAddress(listenAddr);
  channel_.setReadCallback([this](Timestamp) { acceptMany(); });
}

Acceptor::~Acceptor() {
  channel_.remove();
  loop_->cancel(pauseEnd_);
}

void Acceptor::listen() {
  loop_->assertInLoopThread();
  socket_.listen();
  channel_.enableReading();
  listening_ = true;
}

void Acceptor::acceptMany() {
  // The callback may destroy the acceptor, and itself with it.
  const std::weak_ptr<void> alive = alive_;
  const NewConnectionCallback callback = callback_;
  constexpr int kMostPerTurn = 64;
  for (int i = 0; i < kMostPerTurn && !alive.expired(); ++i) {
    InetAddress peer;
    Fd client = socket_.accept(&peer);
    if (client) {
      if (callback) callback(std::move(client), peer);
      continue;
    }
    switch (classifyAcceptError(errno)) {
      case AcceptFailure::kNobodyWaits:
        return;
      case AcceptFailure::kTryAgain:
        break;
      case AcceptFailure::kOutOfResources:
        logErrno("accept4");
        pause();
        return;
      case AcceptFailure::kFatal:
        throwErrno("accept4");
    }
  }
}

void Acceptor::pause() {
  channel_.disableReading();
  pauseEnd_ =
      loop_->runAfter(std::chrono::duration<double>(kAcceptPause).count(),
                      [this] { resume(); });
}

void Acceptor::resume() try {
  channel_.enableReading();
} catch (const std::system_error& error) {
  log(error.what());  // there is still no memory: epoll_ctl(2), ENOMEM
  pause();
}

}  // namespace oneloop
