// The discard protocol, RFC 863: it throws away what comes. So it needs to
// read, and to know when a connection ends, and nothing else.

#include <cstddef>
#include <string>
#include <utility>

#include "common/CommandLine.h"
#include "common/log.h"
#include "oneloop/Buffer.h"
#include "oneloop/TcpConnection.h"
#include "programs/SmallServer.h"

namespace oneloop {
namespace {

// #region serve
void serve(const ServerOptions& options) {
  TcpSettings settings;
  settings.connectionCallback = [](const TcpConnectionPtr& connection) {
    if (connection->connected()) {
      connection->setContext(std::size_t{0});
      return;
    }
    const auto bytes = std::any_cast<std::size_t>(connection->getContext());
    log(connection->name() + ": " + std::to_string(bytes) + " bytes");
  };
  settings.messageCallback = [](const TcpConnectionPtr& connection,
                                Buffer* buffer, Timestamp) {
    auto* const bytes =
        std::any_cast<std::size_t>(connection->getMutableContext());
    *bytes += buffer->readableBytes();
    buffer->retrieveAll();
  };
  serveUntilStopped(options, std::move(settings));
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("Throws away what comes, and counts it.");
  return line.run(argc, argv, oneloop::serve);
}
