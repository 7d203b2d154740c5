#include <doctest/doctest.h>

#include <string>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "oneloop/EPollPoller.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A channel with something to read, on an EPollPoller.
class Client {
 public:
  Client() : channel(loop_.get(), pair_.server.get()) {
    channel.setReadCallback([this](Timestamp) { ++calls_; });
    channel.setCloseCallback([this] { ++calls_; });
    channel.doNotLogHup();
    steps::add("client", "sends 1 byte");
    sendAll(pair_.client.get(), "x");
  }

  void enable() {
    steps::add("channel", "enableReading");
    channel.enableReading();
  }
  void silence() {
    steps::add("channel", "disableAll");
    channel.disableAll();
  }
  void hangUp() {
    steps::add("client", "closes");
    pair_.client.reset();
  }
  /// How often it is called in one turn.
  int calls() {
    calls_ = 0;
    loop_.turn();
    steps::add("the loop", "calls " + std::to_string(calls_) + " times");
    return calls_;
  }
  bool isIn() const { return loop_.has(channel); }

 private:
  TestLoop loop_ = TestLoop::on<EPollPoller>();
  Connection pair_ = localPair();
  int calls_ = 0;

 public:
  Channel channel;
};

TEST_CASE("a channel that reads is called") {
  Client client;
  CHECK_FALSE(client.isIn());
  client.enable();
  CHECK(client.calls() == 1);
}

TEST_CASE("a channel that was silenced can read again") {
  Client client;
  for (int i = 0; i < 3; ++i) {
    client.enable();
    CHECK(client.calls() == 1);
    client.silence();
    CHECK(client.calls() == 0);
  }
}

TEST_CASE("a silenced channel is kept, and not called even for a hang-up") {
  Client client;
  client.enable();
  client.silence();
  CHECK(client.isIn());
  client.hangUp();
  CHECK(client.calls() == 0);
}

TEST_CASE("a channel that changes what it waits for stays on the list") {
  Client client;
  client.enable();
  client.channel.enableWriting();
  client.channel.disableWriting();
  CHECK(client.calls() == 1);
}

TEST_CASE("a silenced channel can be removed and added") {
  Client client;
  client.enable();
  client.silence();
  steps::add("channel", "remove");
  client.channel.remove();
  CHECK_FALSE(client.isIn());
  client.enable();
  CHECK(client.isIn());
  CHECK(client.calls() == 1);
}

}  // namespace
}  // namespace oneloop::testing
