#pragma once

#include <poll.h>

#include <vector>

#include "common/EchoConnection.h"

namespace oneloop {

/// The state of an echo server that waits in poll.
///
/// clients[i] belongs to watched[i + 1]; watched[0] is the listener, which is
/// non-blocking. While a client holds bytes to send, it waits for POLLOUT, else
/// for POLLIN.
struct PollServer {
  explicit PollServer(int listener) : watched{{listener, POLLIN, 0}} {}

  std::vector<pollfd> watched;
  std::vector<EchoConnection> clients;
};

/// One turn: waits until something is ready, and serves all that is. Returns
/// early after a signal. Throws std::system_error if poll fails.
void step(PollServer& server);

}  // namespace oneloop
