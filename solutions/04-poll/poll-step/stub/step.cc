#include "exercises/04-poll/poll-step/step.h"

#include <cerrno>
#include <tuple>
#include <utility>

#include "common/accept.h"
#include "common/check.h"

namespace oneloop {

void step(PollServer& server) {
  const int n = ::poll(server.watched.data(), server.watched.size(), -1);
  if (n < 0 && errno == EINTR) return;
  check("poll", n);

  // TODO 1: serve the clients that are ready.
  // TODO 2: accept new clients, if the listener is ready.
  // (acceptAll returns false when the process is out of descriptors; ignore it
  // here: std::ignore = acceptAll(...). Exercise "out-of-descriptors" does
  // not.)
}

}  // namespace oneloop
