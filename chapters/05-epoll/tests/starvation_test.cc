// An edge-triggered reader must read all that is there. A sender that never
// stops makes that endless, unless the reader has a budget.

#include <doctest/doctest.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
#include <string>

#include "common/testing/Client.h"
#include "common/testing/Epoll.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

// Two senders and the loop that serves them, one byte a read.
class Senders {
 public:
  Senders() {
    for (const Connection* each : {&greedy_, &polite_}) {
      setNonBlocking(each->server.get());
      sendAll(each->client.get(), "x");
      epoll_.add(each->server.get(), EPOLLIN | EPOLLET);
    }
  }

  // Serves both until the polite one has had its turn, or the greedy one
  // `enough`. Returns the number of reads from the greedy one.
  int serve(int budget, int enough) {
    int reads = 0;
    while (unread(polite_.server.get()) > 0 && reads < enough) {
      for (const int fd : epoll_.ready()) {
        for (int turn = 0; turn < budget && reads < enough; ++turn) {
          char byte = 0;
          if (::recv(fd, &byte, 1, 0) < 0) break;  // EAGAIN: drained
          if (fd != greedy_.server.get()) continue;
          ++reads;
          // As fast as any reader: what has been read is there again.
          sendAll(greedy_.client.get(), "x");
        }
      }
    }
    return reads;
  }

 private:
  Connection greedy_ = localPair();
  Connection polite_ = localPair();
  Epoll epoll_;
};

constexpr int kForEver = 10'000;

TEST_CASE("a reader that drains to EAGAIN never comes to the second client") {
  CHECK(Senders().serve(kForEver, kForEver) == kForEver);
}

TEST_CASE("a reader with a budget serves the second client after one turn") {
  CHECK(Senders().serve(16, kForEver) == 16);
}

// A client that sends all the server takes, and reads all it sends back.
class GreedyClient {
 public:
  explicit GreedyClient(const SocketAddress& server)
      : client_(server, "greedy client"),
        done_(std::async(std::launch::async, [this] { run(); })) {}
  ~GreedyClient() { stopping_ = true; }

  std::size_t received() const { return received_; }

  // Throws what went wrong.
  void stop() {
    stopping_ = true;
    done_.get();
  }

 private:
  void run() {
    const std::string chunk(1 << 18, 'g');
    while (!stopping_) {
      const std::size_t sent = client_.sendSome(chunk);
      const std::size_t got = client_.receiveSome(1 << 18).size();
      received_ += got;
      if (sent + got == 0) client_.waitReadable(std::chrono::milliseconds(10));
    }
  }

  Client client_;
  std::atomic<std::size_t> received_{0};
  std::atomic<bool> stopping_{false};
  std::future<void> done_;  // the last: it uses the others
};

TEST_CASE("echo_epoll serves a polite client beside a greedy one") {
  ServerProcess server({ONELOOP_PROGRAM("echo_epoll"), "--trigger", "edge"});
  GreedyClient greedy(server.address());
  constexpr std::size_t kMegabyte = 1 << 20;
  waitUntil("the greedy client is busy",
            [&] { return greedy.received() > kMegabyte; });

  Client polite(server.address(), "polite client");
  int echoes = 0;
  const std::size_t before = greedy.received();
  waitUntil("the greedy client has received another 16 MB", [&] {
    polite.expectEcho("please\n");
    ++echoes;
    return echoes >= 20 && greedy.received() > before + 16 * kMegabyte;
  });
  greedy.stop();
  MESSAGE("the polite client was served " << echoes << " times");
  CHECK(server.stop().toString() == "exit status 0");
}

}  // namespace
}  // namespace oneloop::testing
