#include "exercises/02-nonblocking/nap/nap.h"

#include <sys/socket.h>

#include <cerrno>
#include <stdexcept>
#include <thread>

#include "common/testing/dontKnow.h"

namespace oneloop {

// 1. Change this.
const Microseconds kNap{0};

// 2. Explain what is measured with a formula.
double predictedCalls([[maybe_unused]] Microseconds interval,
                      [[maybe_unused]] Microseconds nap) {
  return kDontKnowNumber;
}

// This is measured; leave it as it is.
int receive(int fd, std::int64_t& message, Microseconds nap) {
  for (int calls = 1;; ++calls) {
    const ssize_t n = ::recv(fd, &message, sizeof message, 0);
    if (n == sizeof message) return calls;
    if (n >= 0 || errno != EAGAIN) throw std::runtime_error("no message");
    if (nap > Microseconds(0)) std::this_thread::sleep_for(nap);
  }
}

}  // namespace oneloop
