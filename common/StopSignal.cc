#include "common/StopSignal.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>

#include "common/check.h"

namespace oneloop {
namespace {

// A handler has no argument of ours: what it needs must be global.
std::atomic<bool> stopRequested{false};
std::atomic<int> stopEvent{-1};
std::array<std::atomic<int>, 2> sockets{-1, -1};
static_assert(std::atomic<int>::is_always_lock_free,
              "a handler may only use lock-free atomics");

extern "C" void requestStop(int) {
  const int saved = errno;
  stopRequested = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written =
      ::write(stopEvent, &one, sizeof one);  // the count may only saturate
  for (const auto& socket : sockets) {
    if (socket >= 0) ::shutdown(socket, SHUT_RDWR);
  }
  errno = saved;
}

extern "C" void interruptOnly(int) {}

void install(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;  // no SA_RESTART: the call returns EINTR
  check("sigaction", ::sigaction(signal, &action, nullptr));
}

}  // namespace

StopSignal::StopSignal()
    : event_(check("eventfd", ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
  if (stopEvent.exchange(event_.get()) != -1) std::abort();  // only one
  stopRequested = false;
  install(SIGINT, requestStop);
  install(SIGTERM, requestStop);
  install(SIGUSR1, interruptOnly);
}

StopSignal::~StopSignal() {
  // From here on the defaults: a second Ctrl-C ends a program that hangs.
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, SIG_DFL);
  for (auto& socket : sockets) socket = -1;
  stopEvent = -1;
}

bool StopSignal::requested() const noexcept { return stopRequested; }

void StopSignal::shutDown(Role role, int socket) noexcept {
  sockets[static_cast<std::size_t>(role)] = socket;
  // The signal may have come just before the line above: then the handler did
  // not see this socket, and it is ours to shut down.
  if (socket >= 0 && stopRequested) ::shutdown(socket, SHUT_RDWR);
}

}  // namespace oneloop
