#include <doctest/doctest.h>
#include <poll.h>

#include <memory>
#include <string>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A channel that waits for reading and writing, and notes its calls.
class Watched {
 public:
  Watched() {
    channel = std::make_unique<Channel>(loop_.get(), pair_.server.get());
    channel->setReadCallback([this](Timestamp) { note("read"); });
    channel->setWriteCallback([this] { note("write"); });
    channel->setCloseCallback([this] { note("close"); });
    channel->setErrorCallback([this] { note("error"); });
    channel->doNotLogHup();
    channel->enableReading();
    channel->enableWriting();
  }

  /// Pretends that poll has reported `revents`.
  void handle(int revents) {
    channel->set_revents(revents);
    steps::add("the loop", "handles " + channel->reventsToString());
    channel->handleEvent(Timestamp::now());
  }
  void note(const std::string& call) {
    steps::add("channel", "is called: " + call);
    calls += calls.empty() ? call : ", " + call;
  }
  void turn() { loop_.turn(); }

 private:
  TestLoop loop_;
  const Connection pair_ = localPair();

 public:
  std::unique_ptr<Channel> channel;
  std::string calls;  // "error, read"
};

/// Writes where the local variables of functions were that have returned.
void overwriteTheStack() {
  volatile char bytes[16'384];
  for (volatile char& byte : bytes) byte = 0x55;
}

constexpr int kAll = POLLIN | POLLOUT | POLLERR;

TEST_CASE("a channel that stays is called for all that came") {
  Watched watched;
  watched.handle(kAll);
  CHECK(watched.calls == "error, read, write");
  watched.calls.clear();
  watched.handle(POLLHUP | POLLOUT);
  CHECK(watched.calls == "close, write");
}

TEST_CASE("a channel that its callback removes is not called any more") {
  Watched watched;
  watched.channel->setErrorCallback([&] {
    watched.note("error");
    steps::add("callback", "removes the channel");
    watched.channel->remove();
  });
  watched.handle(kAll);
  CHECK(watched.calls == "error");
}

// Removed and back: it wants to be called again, but for what comes from now.
TEST_CASE("a channel that its callback removes and adds waits for the next") {
  Watched watched;
  watched.channel->setErrorCallback([&] {
    watched.note("error");
    steps::add("callback", "removes the channel, and enables reading again");
    watched.channel->remove();
    watched.channel->enableReading();
  });
  watched.handle(kAll);
  CHECK(watched.calls == "error");
  watched.handle(POLLIN);
  CHECK(watched.calls == "error, read");
}

TEST_CASE("an event leaves nothing behind that outlives it") {
  Watched watched;
  watched.handle(kAll);
  overwriteTheStack();  // as other calls would, until ...
  steps::add("program", "removes the channel, and enables reading again");
  watched.channel->remove();
  watched.channel->enableReading();
  watched.handle(POLLIN);
  CHECK(watched.calls == "error, read, write, read");
}

TEST_CASE("a channel may be destroyed by its own callback") {
  for (const int revents : {POLLHUP, POLLERR, POLLIN, POLLOUT}) {
    Watched watched;
    Channel* const channel = watched.channel.get();
    const auto destroy = [&] {
      steps::add("callback", "destroys the channel");
      watched.note("destroyed");
      watched.channel.reset();  // and itself: nothing may follow
    };
    channel->setCloseCallback(destroy);
    channel->setErrorCallback(destroy);
    channel->setReadCallback([&](Timestamp) { destroy(); });
    channel->setWriteCallback(destroy);
    watched.handle(revents | POLLOUT);
    CHECK(watched.calls == "destroyed");
    watched.turn();
    CHECK(watched.calls == "destroyed");
  }
}

}  // namespace
}  // namespace oneloop::testing
