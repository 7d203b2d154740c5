#include "exercises/07-asynchronous/whose-buffer/receive_within.h"

#include <linux/time_types.h>

#include <cerrno>
#include <cstdint>

namespace oneloop {
namespace {

constexpr std::uint64_t kReceive = 1;
constexpr std::uint64_t kTimeout = 2;
constexpr std::uint64_t kCancel = 3;

Completion next(Ring& ring) {
  std::optional<Completion> done;
  while (!(done = ring.take())) ring.submitAndWait(1);
  return *done;
}

}  // namespace

std::optional<std::string> receiveWithin(Ring& ring, int fd,
                                         std::chrono::milliseconds limit) {
  std::string buffer(4096, '\0');
  ::io_uring_prep_recv(ring.entry(kReceive), fd, buffer.data(), buffer.size(),
                       0);
  __kernel_timespec time{0, std::chrono::nanoseconds(limit).count()};
  ::io_uring_prep_timeout(ring.entry(kTimeout), &time, 0, 0);

  // Whichever is first, the other one is cancelled: three completions.
  int received = 0;
  bool cancelled = false;
  for (int i = 0; i < 3; ++i) {
    const Completion done = next(ring);
    if (done.data == kReceive) received = done.result;
    if (!cancelled && done.data != kCancel) {
      const std::uint64_t other = done.data == kReceive ? kTimeout : kReceive;
      if (other == kReceive) {
        ::io_uring_prep_cancel64(ring.entry(kCancel), kReceive, 0);
      } else {
        ::io_uring_prep_timeout_remove(ring.entry(kCancel), kTimeout, 0);
      }
      cancelled = true;
    }
  }
  if (received == -ECANCELED) return std::nullopt;
  buffer.resize(received > 0 ? static_cast<std::size_t>(received) : 0);
  return buffer;
}

}  // namespace oneloop
