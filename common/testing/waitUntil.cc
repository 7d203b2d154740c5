#include "common/testing/waitUntil.h"

#include <fmt/format.h>
#include <poll.h>

#include <chrono>

#include "common/testing/Process.h"
#include "common/testing/Steps.h"

namespace oneloop::testing {

void waitUntil(std::string_view what, const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw Failure("the test", fmt::format("waited in vain until {}", what));
    }
    ::poll(nullptr, 0, 1);  // leaves the core to whom we wait for
  }
}

}  // namespace oneloop::testing
