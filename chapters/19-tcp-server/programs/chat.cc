// A chat server: everybody hears what one person says. Messages begin with
// their length, so that they come out whole; see oneloop/LengthHeaderCodec.h.

#include <fmt/core.h>

#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "common/CommandLine.h"
#include "common/StopSignal.h"
#include "common/log.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/LengthHeaderCodec.h"
#include "oneloop/TcpConnection.h"
#include "oneloop/TcpServer.h"

namespace oneloop {
namespace {

// #region chat
class ChatServer {
 public:
  ChatServer(EventLoop* loop, const ServerOptions& options, int threads)
      : server_(loop, InetAddress(options.host, options.port), "chat") {
    server_.setThreadNum(threads);
    server_.setMessageCallback([this](const TcpConnectionPtr& from,
                                      Buffer* buffer,
                                      Timestamp) { onMessage(from, buffer); });
    server_.setHighWaterMarkCallback(
        [](const TcpConnectionPtr& deaf, std::size_t waiting) {
          log(fmt::format("{}: does not read: {} bytes wait", deaf->name(),
                          waiting));
          deaf->forceClose();
        },
        kMostWaiting);
    server_.start();
    fmt::print("listening on {}\n", server_.ipPort());
    std::fflush(stdout);
  }

  TcpServer& server() { return server_; }

 private:
  void onMessage(const TcpConnectionPtr& from, Buffer* buffer) try {
    while (const auto message = codec_.decode(buffer)) {
      Buffer wire;
      codec_.encode(*message, &wire);
      server_.broadcast(wire.toStringPiece());
    }
  } catch (const std::length_error& error) {
    log(from->name() + ": " + error.what());
    from->forceClose();
  }

  // Whoever has not read that much is out: the others go on talking.
  static constexpr std::size_t kMostWaiting = 4 << 20;

  const LengthHeaderCodec codec_;
  TcpServer server_;
};
// #endregion chat

void serve(const ServerOptions& options, int threads) {
  const StopSignal stop;
  EventLoop loop;
  ChatServer chat(&loop, options, threads);
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&](Timestamp) {
    stopChannel.disableAll();
    chat.server().stop([&] { loop.quit(); }, 0.1);
  });
  stopChannel.enableReading();
  loop.loop();
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("A chat server: everybody hears what one says.");
  int threads = 0;
  line.number("--threads", threads, 0, 64,
              "loops that serve; 0: the one that accepts");
  return line.run(argc, argv, [&](const oneloop::ServerOptions& options) {
    oneloop::serve(options, threads);
  });
}
