#include "exercises/06-signal-driven/spoke-too-soon/serve.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <unordered_map>

#include "common/Fd.h"
#include "common/check.h"

namespace oneloop {
namespace {

const int kReady = SIGRTMIN;

void askForSignals(int fd) {
  check("fcntl F_SETOWN", ::fcntl(fd, F_SETOWN, ::getpid()));
  check("fcntl F_SETSIG", ::fcntl(fd, F_SETSIG, kReady));
  const int flags = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL));
  check("fcntl F_SETFL", ::fcntl(fd, F_SETFL, flags | O_ASYNC));
}

class Server {
 public:
  explicit Server(int listener) : listener_(listener) {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, kReady);
    check("sigprocmask", ::sigprocmask(SIG_BLOCK, &signals_, nullptr));
  }

  void run() {
    askForSignals(listener_);
    welcome();  // who connected before
    for (;;) {
      siginfo_t info{};
      if (::sigwaitinfo(&signals_, &info) < 0) continue;  // EINTR
      if (info.si_fd == listener_) {
        welcome();
      } else {
        echo(info.si_fd);
      }
    }
  }

 private:
  void welcome() {
    for (;;) {
      Fd client(
          ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!client) return;
      const int fd = client.get();
      askForSignals(fd);
      clients_.emplace(fd, std::move(client));
    }
  }

  // All that is there, until EAGAIN or the end.
  void echo(int fd) {
    if (!clients_.contains(fd)) return;  // a signal of one who has left
    std::array<char, 4096> buffer;
    for (;;) {
      const ssize_t n = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (n < 0 && errno == EAGAIN) return;
      if (n <= 0) {
        clients_.erase(fd);
        return;
      }
      ::send(fd, buffer.data(), static_cast<std::size_t>(n), MSG_NOSIGNAL);
    }
  }

  const int listener_;
  sigset_t signals_;
  std::unordered_map<int, Fd> clients_;
};

}  // namespace

void serve(int listener) { Server(listener).run(); }

}  // namespace oneloop
