#include "programs/echo_uring/ClientQueue.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "common/accept.h"
#include "common/check.h"
#include "common/listenOn.h"
#include "common/log.h"
#include "programs/echo_uring/operations.h"

namespace oneloop {

// O_NONBLOCK is for callers that must not sleep. Here nobody calls accept: the
// operation waits in the kernel.
ClientQueue::ClientQueue(const ServerOptions& options, Accept accept)
    : accept_(accept),
      listener_(listenOn(options.address(), Blocking::kYes)),
      pause_{0, std::chrono::nanoseconds(kAcceptPause).count()} {}

void ClientQueue::start(Ring& ring, const StopSignal& stop) {
  ::io_uring_prep_poll_add(ring.entry(dataOf(Operation::kStop, stop.fd())),
                           stop.fd(), POLLIN);
  resume(ring);
  announce(listener_);
}

// #region accept
void ClientQueue::resume(Ring& ring) {
  if (std::exchange(accepting_, true)) return;
  const int fd = listener_.get();
  io_uring_sqe* const entry = ring.entry(dataOf(Operation::kAccept, fd));
  if (accept_ == Accept::kMultishot) {
    ::io_uring_prep_multishot_accept(entry, fd, nullptr, nullptr, SOCK_CLOEXEC);
  } else {
    ::io_uring_prep_accept(entry, fd, nullptr, nullptr, SOCK_CLOEXEC);
  }
}

Fd ClientQueue::accepted(Ring& ring, const Completion& done) {
  if (!done.more()) accepting_ = false;
  if (done.result < 0) {
    errno = -done.result;
    const AcceptFailure failure = classifyAcceptError(errno);
    if (failure == AcceptFailure::kFatal) throwErrno("accept");
    if (failure == AcceptFailure::kOutOfResources) {
      logErrno("accept");
      pause(ring);
      return Fd();
    }
  }
  resume(ring);
  return Fd(done.result);
}

void ClientQueue::pause(Ring& ring) {
  ::io_uring_prep_timeout(
      ring.entry(dataOf(Operation::kPause, listener_.get())), &pause_, 0, 0);
}
// #endregion accept

}  // namespace oneloop
