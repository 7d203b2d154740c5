#include <doctest/doctest.h>

#include <memory>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// The owner of a channel that has something to read.
class Connected {
 public:
  explicit Connected(EventLoop* loop) : channel(loop, pair_.server.get()) {
    channel.enableReading();
    sendAll(pair_.client.get(), "x");
  }

 private:
  const Connection pair_ = localPair();

 public:
  Channel channel;
};

TEST_CASE("a tied owner lives until its callback has returned") {
  TestLoop loop;
  auto owner = std::make_shared<Connected>(loop.get());
  const std::weak_ptr<Connected> observer = owner;
  bool called = false;
  bool aliveInCallback = false;
  owner->channel.tie(owner);
  owner->channel.setReadCallback([&](Timestamp) {
    called = true;
    steps::add("callback", "lets go of the last reference to the owner");
    owner.reset();
    aliveInCallback = !observer.expired();
  });
  loop.turn();
  CHECK(called);
  CHECK(aliveInCallback);
  steps::add("the loop", "has handled the event");
  CHECK(observer.expired());
}

TEST_CASE("once the owner is gone events are ignored") {
  TestLoop loop;
  const Connection pair = localPair();
  Channel channel(loop.get(), pair.server.get());
  auto owner = std::make_shared<int>(0);
  int calls = 0;
  channel.tie(owner);
  channel.setReadCallback([&](Timestamp) { ++calls; });
  channel.enableReading();
  sendAll(pair.client.get(), "x");
  loop.turn();
  CHECK(calls == 1);
  steps::add("somebody", "lets go of the owner");
  owner.reset();
  loop.turn();
  CHECK(calls == 1);
}

TEST_CASE("a channel that was never tied is called") {
  TestLoop loop;
  Connected connected(loop.get());
  int calls = 0;
  connected.channel.setReadCallback([&](Timestamp) { ++calls; });
  loop.turn();
  CHECK(calls == 1);
}

}  // namespace
}  // namespace oneloop::testing
