// The echo server, on the whole library.

#include <fmt/core.h>

#include <cstdio>

#include "common/CommandLine.h"
#include "common/StopSignal.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"
#include "oneloop/TcpServer.h"

namespace oneloop {
namespace {

// #region serve
void onMessage(const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
  connection->send(buffer);
}

void serve(const ServerOptions& options, int threads) {
  const StopSignal stop;
  EventLoop loop;
  TcpServer server(&loop, InetAddress(options.host, options.port), "echo");
  server.setMessageCallback(onMessage);
  server.setThreadNum(threads);
  server.start();

  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&](Timestamp) {
    stopChannel.disableAll();
    server.stop([&] { loop.quit(); }, 0.1);
  });
  stopChannel.enableReading();
  fmt::print("listening on {}\n", server.ipPort());
  std::fflush(stdout);
  loop.loop();
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server on a TcpServer.");
  int threads = 0;
  line.number("--threads", threads, 0, 64,
              "loops that serve; 0: the one that accepts");
  return line.run(argc, argv, [&](const oneloop::ServerOptions& options) {
    oneloop::serve(options, threads);
  });
}
