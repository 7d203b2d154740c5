#include "common/testing/descriptors.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "common/check.h"

namespace oneloop::testing {

Pipe makePipe() {
  std::array<int, 2> ends{};
  check("pipe2", ::pipe2(ends.data(), O_CLOEXEC));
  return {Fd(ends[0]), Fd(ends[1])};
}

Fd makeEvent(unsigned count) {
  return Fd(check("eventfd", ::eventfd(count, EFD_CLOEXEC | EFD_NONBLOCK)));
}

std::vector<Fd> makeEvents(std::size_t n) {
  std::vector<Fd> events;
  for (std::size_t i = 0; i < n; ++i) events.push_back(makeEvent());
  return events;
}

void makeReadable(const Fd& event) {
  const std::uint64_t one = 1;
  check("write", ::write(event.get(), &one, sizeof one));
}

Fd openRegularFile() {
  return Fd(check("open", ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC)));
}

Fd duplicate(const Fd& fd, int lowest) {
  return Fd(check("fcntl F_DUPFD_CLOEXEC",
                  ::fcntl(fd.get(), F_DUPFD_CLOEXEC, lowest)));
}

}  // namespace oneloop::testing
