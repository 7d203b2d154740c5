// An echo server that the kernel calls. Each socket has an owner; when
// something happens to it, the kernel queues a signal for the owner, with the
// socket's number inside. Nobody asks who is ready, and there is no list.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "common/CommandLine.h"
#include "common/EchoConnection.h"
#include "common/Fd.h"
#include "common/accept.h"
#include "common/check.h"
#include "common/listenOn.h"
#include "common/log.h"

namespace oneloop {
namespace {

using Progress = EchoConnection::Progress;

// #region signals
// The signal of a socket to which something has happened. A real-time signal:
// those queue, each with its socket's number, where SIGIO is one bit.
const int kReady = SIGRTMIN;

// All that the server waits for: its sockets, what comes when the queue was
// full, and the two that ask it to stop. Blocked, they wait in the queue until
// sigtimedwait takes them: no handler, no flag, no race.
sigset_t blockSignals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {kReady, SIGIO, SIGINT, SIGTERM}) {
    ::sigaddset(&signals, signal);
  }
  check("sigprocmask", ::sigprocmask(SIG_BLOCK, &signals, nullptr));
  // Not blocked: the tests interrupt the calls of every server with it.
  std::signal(SIGUSR1, [](int) {});
  return signals;
}

// From now on the kernel calls. What has come before, it does not tell.
void askForSignals(int fd) {
  check("fcntl F_SETOWN", ::fcntl(fd, F_SETOWN, ::getpid()));  // whom to call
  check("fcntl F_SETSIG", ::fcntl(fd, F_SETSIG, kReady));      // how
  // F_SETFL sets all flags at once: without the old ones, O_NONBLOCK is gone.
  const int flags = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL));
  check("fcntl F_SETFL", ::fcntl(fd, F_SETFL, flags | O_ASYNC));
}
// #endregion signals

class EchoServer {
 public:
  explicit EchoServer(const ServerOptions& options)
      : signals_(blockSignals()),
        listener_(listenOn(options.address(), Blocking::kNo)) {
    askForSignals(listener_.get());
    due_.insert(listener_.get());
    announce(listener_);
  }

  // #region serve
  void serve() {
    for (;;) {
      siginfo_t info{};
      const int signal = ::sigtimedwait(&signals_, &info, patience());
      if (signal == SIGINT || signal == SIGTERM) return;
      if (signal == kReady) {
        if (!due_.contains(info.si_fd)) handle(info.si_fd);
      } else if (signal == SIGIO) {
        recover();
      } else if (errno == EAGAIN) {
        // No signal is queued. If nobody is due, the listener's pause is over.
        if (due_.empty()) due_.insert(listener_.get());
        giveTurns();
      } else if (errno != EINTR) {
        throwErrno("sigtimedwait");
      }
    }
  }
  // #endregion serve

 private:
  // How long to wait for a signal; null is for ever.
  const timespec* patience() const {
    static constexpr timespec kNone{0, 0};
    static constexpr timespec kPause{
        0, std::chrono::nanoseconds(kAcceptPause).count()};
    if (!due_.empty()) return &kNone;
    return accepting_ ? nullptr : &kPause;
  }

  // #region recover
  // The queue was full. Signals were lost, and SIGIO does not say whose: so
  // everyone gets a turn. What is still queued would tell less than that.
  void recover() {
    log("the queue of signals was full: everyone gets a turn");
    std::signal(kReady, SIG_IGN);  // empties the queue, blocked or not
    std::signal(kReady, SIG_DFL);
    due_.insert(listener_.get());
    for (const auto& [fd, client] : clients_) due_.insert(fd);
    giveTurns();
  }

  void giveTurns() {
    for (const int fd : std::exchange(due_, {})) handle(fd);
  }
  // #endregion recover

  // #region handle
  void handle(int fd) {
    if (fd == listener_.get()) {
      accepting_ =
          acceptAll(fd, [this](Fd socket) { acceptClient(std::move(socket)); });
      return;
    }
    // The signal of a client that has left, or of the one before it with this
    // number: then it costs a recv that finds nothing.
    const auto it = clients_.find(fd);
    if (it == clients_.end()) return;
    switch (drain(it->second)) {
      case Progress::kMoved:  // it has had its turn, and is not done
        due_.insert(fd);
        break;
      case Progress::kWaits:  // the next change brings the next signal
        break;
      case Progress::kClosed:
        clients_.erase(it);
        if (!accepting_) due_.insert(listener_.get());
    }
  }

  void acceptClient(Fd socket) {
    const int fd = socket.get();
    try {
      askForSignals(fd);
      clients_.emplace(fd, EchoConnection(std::move(socket)));
      due_.insert(fd);  // it may have spoken before we asked
    } catch (const std::system_error& error) {
      log(error.what());  // ENOMEM: this client is refused
    }
  }
  // #endregion handle

  // As with edge triggering: all must be taken, within a budget.
  static Progress drain(EchoConnection& client) {
    constexpr int kStepsATurn = 16;
    Progress progress = Progress::kMoved;
    for (int i = 0; i < kStepsATurn && progress == Progress::kMoved; ++i) {
      progress = client.step();
    }
    return progress;
  }

  const sigset_t signals_;
  const Fd listener_;
  std::unordered_map<int, EchoConnection> clients_;
  std::set<int> due_;  // those to look at though no signal has come for them
  bool accepting_ = true;
};

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server that waits for signals.");
  return line.run(argc, argv, [](const oneloop::ServerOptions& options) {
    oneloop::EchoServer(options).serve();
  });
}
