#include "programs/echo_aio/notifications.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "common/check.h"

namespace oneloop {
// #region notify
namespace {

// A notification brings the number of the client's socket. A handler may do
// little, and another thread must not touch the clients: so both only write
// the number into a pipe, from which the server reads it.
std::atomic<int> pipeEnd{-1};

void tell(sigval socket) {
  const int saved = errno;
  [[maybe_unused]] const auto written =
      ::write(pipeEnd, &socket.sival_int, sizeof socket.sival_int);
  errno = saved;
}

extern "C" void handleSignal(int, siginfo_t* info, void*) {
  tell(info->si_value);
}

}  // namespace

sigevent notification(Notify notify, int socket) {
  sigevent event{};
  event.sigev_value.sival_int = socket;
  if (notify == Notify::kSignal) {
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGRTMIN;  // real-time: each is queued, with its value
  } else {
    event.sigev_notify = SIGEV_THREAD;
    event.sigev_notify_function = tell;
  }
  return event;
}

Fd openNotifications() {
  std::array<int, 2> ends{};
  check("pipe", ::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK));
  pipeEnd = ends[1];  // never closed: a late thread may still write
  struct sigaction action {};
  action.sa_sigaction = handleSignal;
  action.sa_flags = SA_SIGINFO;
  check("sigaction", ::sigaction(SIGRTMIN, &action, nullptr));
  return Fd(ends[0]);
}
// #endregion notify

}  // namespace oneloop
