#include "exercises/04-poll/hung-up/collect.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "common/check.h"

namespace oneloop {

std::string collect(const std::vector<Fd>& pipes) {
  std::vector<pollfd> watched;
  for (const Fd& pipe : pipes) watched.push_back({pipe.get(), POLLIN, 0});

  std::string collected;
  std::size_t open = watched.size();
  while (open > 0) {
    const int ready = ::poll(watched.data(), watched.size(), -1);
    if (ready < 0 && errno == EINTR) continue;
    check("poll", ready);
    for (pollfd& each : watched) {
      if ((each.revents & POLLIN) == 0) continue;
      std::array<char, 4096> buffer;
      const ssize_t n = ::read(each.fd, buffer.data(), buffer.size());
      if (n > 0) {
        collected.append(buffer.data(), static_cast<std::size_t>(n));
      } else {
        each.fd = -1;  // poll skips it from now on
        --open;
      }
    }
  }
  return collected;
}

}  // namespace oneloop
