#include "common/testing/conformance/Trial.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "common/check.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing::conformance {

using Clock = std::chrono::steady_clock;

SpawnOptions Trial::options() {
  // AddressSanitizer keeps freed memory back to catch late uses. Kept small,
  // it does not drown what the server itself uses.
  const char* given = std::getenv("ASAN_OPTIONS");
  return {.environment = {fmt::format("ASAN_OPTIONS={}:quarantine_size_mb=1",
                                      given ? given : "")}};
}

Answer answerTo(Client& client, std::string_view message,
                std::chrono::milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  std::string received;
  while (received.size() < message.size()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (!client.waitReadable(std::max(left, left.zero()))) {
      return Answer::kNothing;
    }
    std::string chunk(message.size() - received.size(), '\0');
    const ssize_t n = ::recv(client.fd(), chunk.data(), chunk.size(), 0);
    if (n == 0 || (n < 0 && errno == ECONNRESET)) return Answer::kClosed;
    if (n < 0) throwErrno("recv");
    received.append(chunk, 0, static_cast<std::size_t>(n));
  }
  if (received != message) {
    throw Failure("client", fmt::format("expected {} back, received {}",
                                        testing::quoted(message),
                                        testing::quoted(received)));
  }
  return Answer::kEcho;
}

bool spins(const ServerProcess& server, Verdict expected) {
  constexpr int kLooks = 20;  // with the pause, a tenth of a second
  constexpr int kPauseMs = 5;
  const auto patience =
      expected == Verdict::kSpins ? 2 * kKeptWaiting : kDeadline;
  const auto end = Clock::now() + patience;
  for (int asleep = 0; asleep < kLooks;) {
    if (Clock::now() > end) return true;
    // Nothing to wait for: what is looked for is that nothing happens.
    ::poll(nullptr, 0, kPauseMs);
    const auto threads = procfs::threads(server.pid());
    asleep = std::ranges::any_of(threads, procfs::isRunnable) ? 0 : asleep + 1;
  }
  return false;
}

void expectDescriptors(const ServerProcess& server, std::size_t expected) {
  waitUntil(fmt::format("the server holds {} descriptors again", expected),
            [&] { return procfs::descriptors(server.pid()) == expected; });
}

char patternByte(std::size_t i) {
  return static_cast<char>((i ^ (i >> 8) ^ (i >> 16)) * 167 + 13);
}

std::string pattern(std::size_t from, std::size_t n) {
  std::string bytes(n, '\0');
  for (std::size_t i = 0; i < n; ++i) bytes[i] = patternByte(from + i);
  return bytes;
}

void expectPattern(std::string_view bytes, std::size_t from) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != patternByte(from + i)) {
      throw Failure("client",
                    fmt::format("byte {} of the stream is wrong", from + i));
    }
  }
}

}  // namespace oneloop::testing::conformance
