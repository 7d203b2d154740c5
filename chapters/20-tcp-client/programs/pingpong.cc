// A client that measures an echo server: each of its connections sends a
// message, waits until it is back, and sends it again. The server may be
// started later: until then, the client tries again.

#include <fmt/core.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/CommandLine.h"
#include "common/StopSignal.h"
#include "common/log.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpClient.h"
#include "oneloop/TcpConnection.h"

namespace oneloop {
namespace {

struct Options {
  int connections = 1;
  int rounds = 10'000;
  int size = 64;
};

// #region pinger
/// One connection: `rounds` times there and back, then it disconnects.
class Pinger {
 public:
  Pinger(EventLoop* loop, const InetAddress& server, const Options& options,
         std::function<void()> done)
      : message_(static_cast<std::size_t>(options.size), 'x'),
        left_(options.rounds),
        done_(std::move(done)),
        client_(loop, server, "pingpong") {
    client_.setConnectionCallback([this](const TcpConnectionPtr& connection) {
      if (connection->connected()) {
        ping(connection);
      } else {
        done_();
      }
    });
    client_.setMessageCallback(
        [this](const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
          if (buffer->readableBytes() < message_.size()) return;
          buffer->retrieve(message_.size());
          if (--left_ > 0) {
            ping(connection);
          } else {
            client_.disconnect();
          }
        });
    client_.connect();
  }

 private:
  void ping(const TcpConnectionPtr& connection) const {
    connection->send(message_);
  }

  const std::string message_;
  int left_;
  const std::function<void()> done_;
  TcpClient client_;
};
// #endregion pinger

// #region run
void run(const InetAddress& server, const Options& options) {
  using Clock = std::chrono::steady_clock;
  const StopSignal stop;
  EventLoop loop;
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&](Timestamp) { loop.quit(); });
  stopChannel.enableReading();

  int left = options.connections;
  const Clock::time_point start = Clock::now();
  std::vector<std::unique_ptr<Pinger>> pingers;
  pingers.reserve(static_cast<std::size_t>(options.connections));
  for (int i = 0; i < options.connections; ++i) {
    pingers.push_back(std::make_unique<Pinger>(&loop, server, options, [&] {
      if (--left == 0) loop.quit();
    }));
  }
  loop.loop();
  const std::chrono::duration<double, std::micro> took = Clock::now() - start;
  if (left > 0)
    return log(fmt::format("stopped; {} of them had not finished", left));
  fmt::print("{} x {} round trips of {} bytes: {:.1f} us each\n",
             options.connections, options.rounds, options.size,
             took.count() / options.connections / options.rounds);
}
// #endregion run

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  using namespace oneloop;
  CommandLine line("Measures an echo server: there and back, again and again.",
                   CommandLine::Side::kClient);
  Options options;
  line.number("--connections", options.connections, 1, 10'000,
              "how many clients ask at the same time");
  line.number("--rounds", options.rounds, 1, 1'000'000'000,
              "how often each one asks");
  line.number("--size", options.size, 1, 16'000'000, "bytes of a message");
  return line.run(argc, argv, [&](const ServerOptions& server) {
    run(InetAddress(server.host, server.port), options);
  });
}
