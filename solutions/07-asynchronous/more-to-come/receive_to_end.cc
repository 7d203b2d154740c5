#include "exercises/07-asynchronous/more-to-come/receive_to_end.h"

#include <cerrno>

namespace oneloop {
namespace {

void submitReceive(Ring& ring, int fd) {
  io_uring_sqe* const entry = ring.entry(0);
  ::io_uring_prep_recv_multishot(entry, fd, nullptr, 0, 0);
  entry->flags |= IOSQE_BUFFER_SELECT;
  entry->buf_group = BufferRing::kGroup;
}

Completion next(Ring& ring) {
  std::optional<Completion> done;
  while (!(done = ring.take())) ring.submitAndWait(1);
  return *done;
}

}  // namespace

std::string receiveToEnd(Ring& ring, BufferRing& buffers, int fd) {
  std::string all;
  submitReceive(ring, fd);
  for (;;) {
    const Completion done = next(ring);
    if (done.result > 0) {
      const auto id = BufferRing::idOf(done);
      all += buffers.bytes(id, static_cast<std::size_t>(done.result));
      buffers.giveBack(id);
    } else if (done.result != -ENOBUFS && done.result != -EINTR) {
      return all;
    }
    if (!done.more()) submitReceive(ring, fd);
  }
}

}  // namespace oneloop
