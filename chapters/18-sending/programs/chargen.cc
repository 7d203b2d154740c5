// The character generator protocol, RFC 864: it sends lines without end. How
// fast? As fast as the peer reads: it sends the next piece when all of the last
// one is in the kernel's hands.

#include <cstddef>
#include <string>
#include <utility>

#include "common/CommandLine.h"
#include "oneloop/TcpConnection.h"
#include "programs/SmallServer.h"

namespace oneloop {
namespace {

// 94 lines of 72 characters, each beginning one character later.
std::string makePattern() {
  constexpr char kFirst = '!';
  constexpr std::size_t kCharacters = 94;
  constexpr std::size_t kWidth = 72;
  std::string pattern;
  for (std::size_t line = 0; line < kCharacters; ++line) {
    for (std::size_t i = 0; i < kWidth; ++i) {
      pattern += static_cast<char>(kFirst + (line + i) % kCharacters);
    }
    pattern += "\r\n";
  }
  return pattern;
}

// #region serve
void serve(const ServerOptions& options) {
  const std::string pattern = makePattern();
  TcpSettings settings;
  settings.connectionCallback = [&](const TcpConnectionPtr& connection) {
    if (connection->connected()) connection->send(pattern);
  };
  settings.writeCompleteCallback = [&](const TcpConnectionPtr& connection) {
    connection->send(pattern);
  };
  serveUntilStopped(options, std::move(settings));
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("Sends characters without end.");
  return line.run(argc, argv, oneloop::serve);
}
