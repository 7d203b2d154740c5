#include "exercises/05-epoll/drain/drain.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace oneloop {

Drained drain(int fd, std::size_t budget, std::string& input) {
  std::array<char, 4096> buffer;
  while (budget > 0) {
    const ssize_t n =
        ::recv(fd, buffer.data(), std::min(budget, buffer.size()), 0);
    if (n > 0) {
      input.append(buffer.data(), static_cast<std::size_t>(n));
      budget -= static_cast<std::size_t>(n);
    } else if (n == 0) {
      return Drained::kEnded;
    } else if (errno == EAGAIN) {
      return Drained::kEmpty;
    } else if (errno != EINTR) {
      return Drained::kEnded;
    }
  }
  return Drained::kBudgetSpent;
}

}  // namespace oneloop
