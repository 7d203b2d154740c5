#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "common/Fd.h"
#include "common/SocketAddress.h"
#include "common/testing/Process.h"

namespace oneloop::testing {

/// A client that waits no longer than a deadline, and tells its steps.
///
/// Every call that is not met by the server in time throws Failure; so a hung
/// server is a sentence ("received 0 of 5 bytes"), never a hung test. Its
/// socket is non-blocking. Not thread-safe; one thread may drive thousands.
class Client {
 public:
  /// Connects. `name` is what the steps call it; no call waits longer than
  /// `deadline`.
  explicit Client(const SocketAddress& server, std::string name = "client",
                  std::chrono::milliseconds deadline = kDeadline);

  int fd() const { return socket_.get(); }

  /// Sends all of it.
  void send(std::string_view bytes);

  /// Sends what the kernel takes at once; returns how much that was.
  std::size_t sendSome(std::string_view bytes);

  /// Receives exactly `n` bytes.
  std::string receive(std::size_t n) { return receive(n, deadline_); }
  std::string receive(std::size_t n, std::chrono::milliseconds deadline);

  /// Receives what has arrived, at most `n` bytes, without waiting.
  std::string receiveSome(std::size_t n);

  /// Sends `bytes` and expects to receive the same.
  void expectEcho(std::string_view bytes);

  /// Expects the end of the server's stream, after which there is no more.
  void expectEnd();

  enum class End { kEnd, kReset };
  /// Expects the connection to be over, in either way, and drops what still
  /// arrives before.
  End expectClosed();

  /// Waits until something has arrived (or the stream has ended). Returns
  /// false if nothing does in that time.
  bool waitReadable(std::chrono::milliseconds timeout) const;

  /// Says that no more will be sent (FIN); receiving goes on.
  void halfClose();

  /// Ends the connection at once, with a RST.
  void reset();

  /// Ends it with close(2).
  void close();

 private:
  void step(std::string_view what) const;
  [[noreturn]] void fail(std::string_view reason) const;
  bool waitFor(short events, std::chrono::steady_clock::time_point end) const;

  std::string name_;
  std::chrono::milliseconds deadline_;
  Fd socket_;
};

}  // namespace oneloop::testing
