#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "common/Fd.h"

namespace oneloop {

// #region class
/// One client of an echo server, on a non-blocking socket: what chapter 02
/// does in its loop, packed up for the chapters that ask *when* to do it.
///
/// Rules:
///  1. It holds at most one read's worth of bytes (64 KiB). While some of them
///     wait to be sent, it does not read; so a peer that never reads stops
///     being read, and TCP tells it to stop sending.
///  2. Therefore it waits for exactly one thing at a time: see waitsForWrite.
///  3. While it holds no bytes, it owns no memory but its own.
///
/// Not thread-safe.
class EchoConnection {
 public:
  enum class Progress {
    kMoved,   // bytes moved; there may be more to do at once
    kWaits,   // the next call would block: wait for readiness first
    kClosed,  // the peer has finished, or is gone: destroy the connection
  };

  /// Takes a connected, non-blocking socket.
  explicit EchoConnection(Fd socket) noexcept : socket_(std::move(socket)) {}

  int fd() const noexcept { return socket_.get(); }

  /// True: wait until it is writable. False: wait until it is readable.
  bool waitsForWrite() const noexcept { return !unsent_.empty(); }

  /// One recv if it holds nothing, then one send of what it holds.
  Progress step();

 private:
  Progress receive();
  Progress send(std::string_view bytes);

  Fd socket_;
  std::string unsent_;  // received, and not yet sent back
};
// #endregion class

}  // namespace oneloop
