#pragma once

#include <chrono>
#include <functional>

#include "common/Fd.h"

namespace oneloop {

/// What a failed accept means. accept(2) lists a dozen errors; a server has
/// four answers.
enum class AcceptFailure {
  kNobodyWaits,     // EAGAIN: a non-blocking listener's queue is empty
  kTryAgain,        // EINTR, ECONNABORTED, an error of the new connection
  kOutOfResources,  // EMFILE, ENFILE, ENOBUFS, ENOMEM: pause, then try again
  kFatal,           // EBADF, EINVAL, ...: the listener itself is unusable
};
AcceptFailure classifyAcceptError(int error) noexcept;

/// How long a server stops accepting when it is out of descriptors. Without a
/// pause it would spin: the client stays in the queue, the listener stays
/// readable. The client just waits a little longer.
inline constexpr std::chrono::milliseconds kAcceptPause{100};

/// For blocking servers: call it with errno after a failed accept. Returns
/// when accept is worth another try, after a pause if the process is out of
/// descriptors or memory. Throws std::system_error if the listener is unusable.
void recoverFromFailedAccept(int error);

/// For non-blocking servers: accepts every client that waits in the listener's
/// queue and hands its non-blocking socket to `serve`.
///
/// Returns true when the queue is empty; false when the process is out of
/// descriptors or memory (it has logged that): stop watching the listener for
/// kAcceptPause. Throws std::system_error if the listener is unusable.
[[nodiscard]] bool acceptAll(int listener,
                             const std::function<void(Fd)>& serve);

}  // namespace oneloop
