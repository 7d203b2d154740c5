#include "common/accept.h"

#include <sys/socket.h>

#include <cerrno>
#include <thread>
#include <utility>

#include "common/check.h"
#include "common/log.h"

namespace oneloop {

// #region classify
AcceptFailure classifyAcceptError(int error) noexcept {
  switch (error) {
    case EAGAIN:
      return AcceptFailure::kNobodyWaits;
    case EINTR:
    case ECONNABORTED:
    case EPERM:  // a firewall rule forbids the connection
    // Linux also reports a pending network error of the new connection here;
    // accept(2) says: treat these like EAGAIN.
    case ENETDOWN:
    case EPROTO:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
    case ETIMEDOUT:
      return AcceptFailure::kTryAgain;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return AcceptFailure::kOutOfResources;
    default:
      return AcceptFailure::kFatal;
  }
}
// #endregion classify

void recoverFromFailedAccept(int error) {
  switch (classifyAcceptError(error)) {
    case AcceptFailure::kNobodyWaits:
    case AcceptFailure::kTryAgain:
      return;
    case AcceptFailure::kOutOfResources:
      errno = error;
      logErrno("accept");
      std::this_thread::sleep_for(kAcceptPause);
      return;
    case AcceptFailure::kFatal:
      errno = error;
      throwErrno("accept");
  }
}

// #region accept-all
bool acceptAll(int listener, const std::function<void(Fd)>& serve) {
  for (;;) {
    // The new socket does not inherit O_NONBLOCK: accept4 sets it.
    Fd client(
        ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (client) {
      serve(std::move(client));
      continue;
    }
    switch (classifyAcceptError(errno)) {
      case AcceptFailure::kNobodyWaits:
        return true;
      case AcceptFailure::kTryAgain:
        break;
      case AcceptFailure::kOutOfResources:
        logErrno("accept4");
        return false;
      case AcceptFailure::kFatal:
        throwErrno("accept4");
    }
  }
}
// #endregion accept-all

}  // namespace oneloop
