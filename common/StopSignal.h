#pragma once

#include "common/Fd.h"

namespace oneloop {

/// SIGINT and SIGTERM, turned into something a server can wait for.
///
/// A handler may call only what signal-safety(7) lists, and a signal may come
/// at any moment, so also between a look at a flag and the call that blocks.
/// Three doors, each free of that race:
///
///  1. requested(): a flag, for a loop that never blocks;
///  2. fd(): becomes readable, and stays so, for select, poll and epoll;
///  3. shutDown(socket): a socket that the handler shuts down. A shutdown
///     stays: an accept that begins later fails with EINVAL, a recv returns 0.
///
/// Create one, at the start of main's thread; it lasts as long as the program.
/// SIGUSR1 is caught too and does nothing but interrupt the call in progress:
/// the tests use it to show that every call survives EINTR.
class StopSignal {
 public:
  /// Installs the handlers, without SA_RESTART. Throws std::system_error.
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Safe from any thread.
  bool requested() const noexcept;

  /// Never read from it; that would close the door for the others.
  int fd() const noexcept { return event_.get(); }

  /// One of two sockets that the handler shuts down: the one that listens, and
  /// the one client a blocking server talks to. -1 takes it back, which must
  /// come before the socket is closed. If the stop has been requested
  /// already, the socket is shut down at once.
  enum class Role { kListener, kClient };
  void shutDown(Role role, int socket) noexcept;

 private:
  Fd event_;  // an eventfd: one number, readable while it is not zero
};

}  // namespace oneloop
