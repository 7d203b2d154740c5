#include "exercises/01-blocking/small-buffer/echo.h"

#include <sys/socket.h>

#include <vector>

#include "common/check.h"
#include "common/testing/dontKnow.h"

namespace oneloop {

// 1. Change this.
const std::size_t kBufferSize = 16;

// 2. Explain the table with a formula.
double predictedCalls([[maybe_unused]] std::size_t message,
                      [[maybe_unused]] std::size_t buffer) {
  return kDontKnowNumber;
}

// This is measured; leave it as it is.
int echoMessage(int client, std::size_t message, std::size_t buffer) {
  std::vector<char> bytes(buffer);
  int calls = 0;
  while (message > 0) {
    ++calls;
    const auto n = static_cast<std::size_t>(
        check("recv", ::recv(client, bytes.data(), bytes.size(), 0)));
    ++calls;
    check("send", ::send(client, bytes.data(), n, MSG_NOSIGNAL));
    message -= n;
  }
  return calls;
}

}  // namespace oneloop
