#include <doctest/doctest.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/soon.h"
#include "exercises/18-sending/deaf-to-the-end/pause.h"
#include "oneloop/EventLoop.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A connection that is read from, and then is not.
class Paused {
 public:
  Paused() {
    channel_.setReadCallback([this](Timestamp) {
      char bytes[100];
      const ssize_t n =
          ::recv(pair_.server.get(), bytes, sizeof bytes, MSG_DONTWAIT);
      if (n > 0) received.append(bytes, static_cast<std::size_t>(n));
    });
    channel_.setCloseCallback([this] {
      steps::add("the channel", "is told of a hang-up");
      closed = true;
      channel_.remove();
    });
    channel_.doNotLogHup();
    channel_.enableReading();
    steps::add("the server", "pauses reading");
    pauseReading(channel_);
  }

  void peerSends(const std::string& bytes) {
    steps::add("the peer", "sends " + quoted(bytes));
    sendAll(pair_.client.get(), bytes);
    waitUntilDelivered(pair_.client.get());
  }
  void peerResets() {
    steps::add("the peer", "resets");
    resetOnClose(pair_.client.get());
    pair_.client.reset();
  }
  void resume() {
    steps::add("the server", "reads again");
    resumeReading(channel_);
  }
  bool soonSees(const bool& what) {
    return soon([&] {
      loop_.turn();
      return what;
    });
  }
  bool soonReceives(const std::string& bytes) {
    return soon([&] {
      loop_.turn();
      return received == bytes;
    });
  }
  // How often the loop wakes in 50 ms.
  std::int64_t turns() {
    EventLoop* const loop = loop_.get();
    const std::int64_t before = loop->iteration();
    loop->runAfter(0.05, [loop] { loop->quit(); });
    loop->loop();
    return loop->iteration() - before;
  }

  std::string received;
  bool closed = false;

 private:
  TestLoop loop_;
  Connection pair_ = connectedPair();
  Channel channel_{loop_.get(), pair_.server.get()};
};

TEST_CASE("a paused connection notices a reset") {
  Paused paused;
  paused.peerResets();
  const bool noticed = paused.soonSees(paused.closed);
  CHECK(noticed);
}

TEST_CASE("what comes meanwhile stays in the kernel, and the loop sleeps") {
  Paused paused;
  paused.peerSends("later");
  const std::int64_t turns = paused.turns();
  CHECK(turns <= 3);
  CHECK(paused.received.empty());
  CHECK_FALSE(paused.closed);
}

TEST_CASE("afterwards it is read") {
  Paused paused;
  paused.peerSends("later");
  paused.resume();
  CHECK(paused.soonReceives("later"));
}

TEST_CASE("with bytes unread a reset is noticed, too") {
  Paused paused;
  paused.peerSends("unread");
  paused.peerResets();
  const bool noticed = paused.soonSees(paused.closed);
  CHECK(noticed);
  CHECK(paused.received.empty());
}

}  // namespace
}  // namespace oneloop::testing
