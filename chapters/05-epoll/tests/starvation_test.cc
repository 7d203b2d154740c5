// An edge-triggered reader must read all that is there. A sender that never
// stops makes that endless, unless the reader has a budget.

#include <doctest/doctest.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "common/testing/Epoll.h"
#include "common/testing/GreedyClient.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/sockets.h"

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

TEST_CASE("echo_epoll serves a polite client beside a greedy one") {
  ServerProcess server({ONELOOP_PROGRAM("echo_epoll"), "--trigger", "edge"});
  const int echoes = expectServedBesideGreedy(server.address());
  MESSAGE("the polite client was served " << echoes << " times");
  CHECK(server.stop().toString() == "exit status 0");
}

}  // namespace
}  // namespace oneloop::testing
