#include "exercises/07-asynchronous/whose-buffer/receive_within.h"

#include <linux/time_types.h>

#include <cstdint>

namespace oneloop {
namespace {

constexpr std::uint64_t kReceive = 1;
constexpr std::uint64_t kTimeout = 2;

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

  const Completion done = next(ring);
  if (done.data == kTimeout) return std::nullopt;
  buffer.resize(done.result > 0 ? static_cast<std::size_t>(done.result) : 0);
  return buffer;
}

}  // namespace oneloop
