// Counts the words of files: a line names a file, and the answer says how many.
// To read a file may take long, and epoll cannot wait for it. So workers do it.
//
// It reads any file that it is told to: leave it on the loopback address.

#include <fmt/core.h>

#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "common/CommandLine.h"
#include "common/StopSignal.h"
#include "oneloop/Buffer.h"
#include "oneloop/EventLoop.h"
#include "oneloop/TcpConnection.h"
#include "oneloop/TcpServer.h"
#include "oneloop/ThreadPool.h"

namespace oneloop {
namespace {

// #region work
/// Knows of no connection. It may take as long as it likes.
std::string countWords(const std::string& file) {
  std::ifstream in(file);
  if (!in) return fmt::format("{}: cannot be read\n", file);
  const auto words = std::distance(std::istream_iterator<std::string>(in), {});
  return fmt::format("{}: {} words\n", file, words);
}
// #endregion work

// #region server
class WordCountServer {
 public:
  WordCountServer(EventLoop* loop, const ServerOptions& options, int threads,
                  int workers)
      : server_(loop, InetAddress(options.host, options.port), "word_count"),
        workers_("worker") {
    server_.setThreadNum(threads);
    server_.setMessageCallback(
        [this](const TcpConnectionPtr& connection, Buffer* buffer, Timestamp) {
          onMessage(connection, buffer);
        });
    workers_.start(workers);
    server_.start();
  }

  TcpServer& server() { return server_; }

 private:
  // In the connection's loop: it alone touches the buffer. What goes to the
  // worker is a string of its own, and the connection, which stays alive.
  void onMessage(const TcpConnectionPtr& connection, Buffer* buffer) {
    while (const char* const end = buffer->findEOL()) {
      std::string file(buffer->peek(), end);
      buffer->retrieveUntil(end + 1);
      if (workers_.queueSize() >= kMostWaiting) {
        connection->send(file + ": busy\n");
        continue;
      }
      workers_.run([connection, file = std::move(file)] {
        connection->send(countWords(file));  // posts it to the loop
      });
    }
    if (buffer->readableBytes() > kLongestName) {
      connection->send("the name is too long\n");
      connection->forceClose();
    }
  }

  static constexpr std::size_t kLongestName = 4'096;
  static constexpr std::size_t kMostWaiting = 1'000;  // for a worker

  TcpServer server_;
  // Destroyed first, so no worker runs when the server goes.
  ThreadPool workers_;
};
// #endregion server

void serve(const ServerOptions& options, int threads, int workers) {
  const StopSignal stop;
  EventLoop loop;
  WordCountServer wordCount(&loop, options, threads, workers);
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&](Timestamp) {
    stopChannel.disableAll();
    wordCount.server().stop([&] { loop.quit(); }, 0.1);
  });
  stopChannel.enableReading();
  fmt::print("listening on {}\n", wordCount.server().ipPort());
  std::fflush(stdout);
  loop.loop();
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("Counts words: send it the names of files.");
  int threads = 0;
  int workers = 2;
  line.number("--threads", threads, 0, 64,
              "loops that serve; 0: the one that accepts");
  line.number("--workers", workers, 0, 64,
              "threads that read files; 0: the loops do it");
  return line.run(argc, argv, [&](const oneloop::ServerOptions& options) {
    oneloop::serve(options, threads, workers);
  });
}
