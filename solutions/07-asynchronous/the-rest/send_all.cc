#include "exercises/07-asynchronous/the-rest/send_all.h"

#include <sys/socket.h>

#include <cerrno>
#include <optional>

namespace oneloop {
namespace {

// Sends, and waits for the completion: what send would return, or -errno.
int sendOnce(Ring& ring, int fd, std::string_view bytes) {
  ::io_uring_prep_send(ring.entry(0), fd, bytes.data(), bytes.size(),
                       MSG_NOSIGNAL);
  std::optional<Completion> done;
  while (!(done = ring.take())) ring.submitAndWait(1);
  return done->result;
}

}  // namespace

bool sendAll(Ring& ring, int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const int result = sendOnce(ring, fd, bytes);
    if (result == -EINTR) continue;
    if (result < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(result));
  }
  return true;
}

}  // namespace oneloop
