#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/conformance/Row.h"

namespace oneloop::testing::conformance {

/// One server in one scenario.
struct Trial {
  const Row& row;
  Verdict expected;

  /// What a scenario starts its server with, sanitizers tuned for it.
  static SpawnOptions options();
};

/// How a client that has sent `message` fares within `timeout`.
enum class Answer { kEcho, kClosed, kNothing };
Answer answerTo(Client& client, std::string_view message,
                std::chrono::milliseconds timeout);

/// For a client that is expected to be kept waiting: long enough for any
/// server that would answer.
inline constexpr std::chrono::milliseconds kKeptWaiting{500};

/// True if the server never rests: there is no tenth of a second in which its
/// threads sleep. It looks at their states, not at the time they get: on a busy
/// machine, a server that spins may get little. A server that is expected to
/// rest may take its time to come to it.
bool spins(const ServerProcess& server, Verdict expected);

/// Fails unless the server comes back to `expected` open descriptors in time.
void expectDescriptors(const ServerProcess& server, std::size_t expected);

/// Byte i of the stream that long transfers send: it repeats only after 16 MB,
/// so a byte lost, doubled or moved is seen.
char patternByte(std::size_t i);
std::string pattern(std::size_t from, std::size_t n);
/// Fails unless `bytes` is what stands at `from`.
void expectPattern(std::string_view bytes, std::size_t from);

}  // namespace oneloop::testing::conformance
