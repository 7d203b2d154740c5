#include <doctest/doctest.h>
#include <fmt/core.h>

#include <map>
#include <string>
#include <utility>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/01-blocking/small-buffer/echo.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMessage = 4096;

int measure(std::size_t message, std::size_t buffer) {
  const Connection ends = connectedPair();
  sendAll(ends.client.get(), std::string(message, 'x'));
  waitUntilUnread(ends.server.get(), message);
  const Deadline limit("echoMessage");
  const int calls = echoMessage(ends.server.get(), message, buffer);
  tellMeasured(
      fmt::format("{} bytes, a buffer of {}: {} system "
                  "calls",
                  message, buffer, calls));
  return calls;
}

TEST_CASE("the buffer takes a message of 4096 bytes in two calls") {
  const int calls = measure(kMessage, kBufferSize);
  if (calls != 2) {
    throw Failure("kBufferSize", fmt::format("{} bytes cost {} system calls",
                                             kBufferSize, calls));
  }
  if (measure(kMessage, kBufferSize - 1) == 2) {
    throw Failure("kBufferSize", "a smaller one would do, too");
  }
}

TEST_CASE("the formula explains the table") {
  std::map<std::size_t, int> table;
  for (const std::size_t buffer : {16U, 64U, 256U, 1024U, 4096U}) {
    table[buffer] = measure(kMessage, buffer);
  }
  for (const auto& [buffer, calls] : table) {
    compareNumber(fmt::format("predictedCalls({}, {})", kMessage, buffer),
                  predictedCalls(kMessage, buffer), calls, 1);
  }
}

TEST_CASE("the formula holds for sizes that the table does not show") {
  for (const auto& [message, buffer] :
       {std::pair<std::size_t, std::size_t>{1, 16}, {1000, 300}, {900, 300}}) {
    compareNumber(fmt::format("predictedCalls({}, {})", message, buffer),
                  predictedCalls(message, buffer), measure(message, buffer), 1);
  }
}

}  // namespace
}  // namespace oneloop::testing
