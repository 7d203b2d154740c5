#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "oneloop/EPollPoller.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A server of one client on an EPollPoller, which reads all there is.
class Server {
 public:
  Server() {
    setNonBlocking(pair_.server.get());
    channel_.setReadCallback([this](Timestamp) {
      if (reads) read();
    });
    channel_.enableReading();
  }

  bool reads = true;
  const std::string& received() const { return received_; }
  int client() const { return pair_.client.get(); }
  int socket() const { return pair_.server.get(); }

  /// One wait, which never sleeps. Returns whether it reports the client.
  bool wakes() {
    channel_.set_revents(0);
    const std::string none = channel_.reventsToString();
    loop_.turn();
    const std::string reported = channel_.reventsToString();
    if (reported == none) return false;
    steps::add("the loop", "wakes for " + reported);
    return true;
  }

 private:
  void read() {
    std::array<char, 64> buffer;
    for (;;) {
      const ssize_t n = ::recv(socket(), buffer.data(), buffer.size(), 0);
      steps::add("server", "recv: " + outcome(n));
      if (n <= 0) return;
      received_.append(buffer.data(), static_cast<std::size_t>(n));
    }
  }

  TestLoop loop_ = TestLoop::on<EPollPoller>();
  const Connection pair_ = connectedPair();
  Channel channel_{loop_.get(), pair_.server.get()};
  std::string received_;
};

void expectSilence(Server& server) {
  int wakes = 0;
  while (wakes < 5 && server.wakes()) ++wakes;
  if (wakes == 5) {
    throw Failure("the loop", "wakes again and again, and nothing is to do");
  }
}

TEST_CASE("bytes are read") {
  Server server;
  steps::add("client", "sends \"hello\"");
  sendAll(server.client(), "hello");
  waitUntilUnread(server.socket(), 5);
  CHECK(server.wakes());
  CHECK(server.received() == "hello");
  expectSilence(server);
}

TEST_CASE("a server that leaves bytes unread is told again") {
  Server server;
  server.reads = false;
  steps::add("client", "sends \"hello\"; the server leaves it");
  sendAll(server.client(), "hello");
  waitUntilUnread(server.socket(), 5);
  CHECK(server.wakes());
  CHECK(server.wakes());
}

TEST_CASE("an urgent byte does not make the loop spin") {
  Server server;
  steps::add("client", "sends an urgent byte");
  REQUIRE(::send(server.client(), "!", 1, MSG_OOB) == 1);
  REQUIRE(pollFor(server.socket(), POLLPRI) == POLLPRI);
  expectSilence(server);

  steps::add("client", "sends \"hello\"");
  sendAll(server.client(), "hello");
  CHECK(pollFor(server.socket(), POLLIN) == POLLIN);
  server.wakes();
  CHECK(server.received() == "hello");
  expectSilence(server);
}

}  // namespace
}  // namespace oneloop::testing
