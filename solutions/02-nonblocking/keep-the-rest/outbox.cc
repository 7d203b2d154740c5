#include "exercises/02-nonblocking/keep-the-rest/outbox.h"

#include <sys/socket.h>

#include <cerrno>

namespace oneloop {

Outbox::Progress Outbox::send(std::string_view bytes) {
  unsent_ += bytes;
  return flush();
}

Outbox::Progress Outbox::flush() {
  while (!unsent_.empty()) {
    const ssize_t n = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      unsent_.erase(0, static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      return Progress::kWaits;
    } else if (errno != EINTR) {
      return Progress::kGone;
    }
  }
  return Progress::kDone;
}

}  // namespace oneloop
