#include "common/testing/SignalQueue.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "common/check.h"

namespace oneloop::testing {

SignalQueue::SignalQueue(std::initializer_list<int> signals) {
  ::sigemptyset(&signals_);
  for (const int signal : signals) ::sigaddset(&signals_, signal);
  check("sigprocmask", ::sigprocmask(SIG_BLOCK, &signals_, &before_));
}

SignalQueue::~SignalQueue() {
  takeAll();
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

siginfo_t SignalQueue::wait(std::chrono::milliseconds timeout) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(timeout);
  const timespec limit{seconds.count(),
                       std::chrono::nanoseconds(timeout - seconds).count()};
  siginfo_t info{};
  while (::sigtimedwait(&signals_, &info, &limit) < 0) {
    if (errno == EAGAIN) return {};
    if (errno != EINTR) throwErrno("sigtimedwait");
  }
  return info;
}

std::vector<int> SignalQueue::takeAll() {
  std::vector<int> numbers;
  for (int number = now().si_signo; number != 0; number = now().si_signo) {
    numbers.push_back(number);
  }
  return numbers;
}

void setOwner(int fd) {
  check("fcntl F_SETOWN", ::fcntl(fd, F_SETOWN, ::getpid()));
}

void setSignal(int fd, int signal) {
  check("fcntl F_SETSIG", ::fcntl(fd, F_SETSIG, signal));
}

void setAsync(int fd) {
  const int flags = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL));
  check("fcntl F_SETFL", ::fcntl(fd, F_SETFL, flags | O_ASYNC));
}

void askForSignals(int fd, int signal) {
  setOwner(fd);
  setSignal(fd, signal);
  setAsync(fd);
}

}  // namespace oneloop::testing
