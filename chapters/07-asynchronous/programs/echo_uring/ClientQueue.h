#pragma once

#include <linux/time_types.h>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/Ring.h"
#include "common/StopSignal.h"

namespace oneloop {

/// Where the clients of both servers come from: a listening socket, whose
/// accept is always in flight, but for a pause when descriptors run out.
///
/// Owned by its server, and destroyed after the ring. Not thread-safe.
class ClientQueue {
 public:
  enum class Accept { kOnce, kMultishot };

  /// Listens.
  ClientQueue(const ServerOptions& options, Accept accept);

  /// Puts the first accept and the wait for `stop` into flight; announces the
  /// address.
  void start(Ring& ring, const StopSignal& stop);

  /// A descriptor is free, or the pause is over: accept, if it does not.
  void resume(Ring& ring);

  /// Takes the completion of an accept and puts the next one into flight.
  /// Returns the new client's socket, if there is one. Throws
  /// std::system_error if the listener is unusable.
  Fd accepted(Ring& ring, const Completion& done);

 private:
  void pause(Ring& ring);

  const Accept accept_;
  const Fd listener_;
  bool accepting_ = false;
  __kernel_timespec pause_;  // the kernel's while the timeout is in flight
};

}  // namespace oneloop
