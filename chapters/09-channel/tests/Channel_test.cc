// Channel: what it waits for, whom it calls, and in what order.

#include "oneloop/Channel.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/check.h"
#include "common/testing/sockets.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A channel on one end of a connection, which notes what it is called for.
class Watched {
 public:
  explicit Watched(Connection pair = localPair())
      : peer(std::move(pair.client)),
        socket(std::move(pair.server)),
        channel(loop.get(), socket.get()) {
    channel.setReadCallback([this](Timestamp) { calls.push_back("read"); });
    channel.setWriteCallback([this] { calls.push_back("write"); });
    channel.setCloseCallback([this] { calls.push_back("close"); });
    channel.setErrorCallback([this] { calls.push_back("error"); });
    channel.doNotLogHup();
  }

  void runUntilCalled() {
    loop.runUntil("the channel is called", [this] { return !calls.empty(); });
  }
  /// Pretends that poll has reported `revents`.
  void handle(int revents) {
    channel.set_revents(revents);
    channel.handleEvent(Timestamp::now());
  }

  using Calls = std::vector<std::string>;
  TestLoop loop;
  Fd peer;
  Fd socket;
  Channel channel;
  Calls calls;
};
using Calls = Watched::Calls;

TEST_CASE("a new channel waits for nothing and is not called") {
  Watched watched;
  sendAll(watched.peer.get(), "x");
  watched.loop.turn();
  CHECK(watched.channel.isNoneEvent());
  CHECK(watched.calls.empty());
}

TEST_CASE("a channel that reads is called when bytes arrive") {
  Watched watched;
  watched.channel.enableReading();
  watched.loop.turn();
  CHECK(watched.calls.empty());
  sendAll(watched.peer.get(), "x");
  watched.runUntilCalled();
  CHECK(watched.calls == Calls{"read"});
}

TEST_CASE("the read callback is told when the event came") {
  Watched watched;
  Timestamp received;
  watched.channel.setReadCallback([&](Timestamp time) { received = time; });
  watched.channel.enableReading();
  const Timestamp before = Timestamp::now();
  sendAll(watched.peer.get(), "x");
  watched.loop.runUntil("the time is known", [&] { return received.valid(); });
  CHECK(before <= received);
  CHECK(received <= Timestamp::now());
}

TEST_CASE("a channel that writes is called for as long as there is room") {
  Watched watched;
  watched.channel.enableWriting();
  watched.loop.turn();
  watched.loop.turn();
  CHECK(watched.calls == Calls{"write", "write"});
  fillSendBuffer(watched.socket.get());
  watched.loop.turn();
  CHECK(watched.calls.size() == 2);
}

TEST_CASE("what is disabled is not reported any more") {
  Watched watched;
  sendAll(watched.peer.get(), "x");
  watched.channel.enableReading();
  watched.channel.enableWriting();
  CHECK(watched.channel.isReading());
  CHECK(watched.channel.isWriting());

  watched.channel.disableWriting();
  watched.loop.turn();
  CHECK(watched.calls == Calls{"read"});

  watched.channel.disableAll();
  watched.loop.turn();
  CHECK(watched.channel.isNoneEvent());
  CHECK(watched.calls == Calls{"read"});
}

TEST_CASE("one event is dispatched as close, error, read, write") {
  Watched watched;
  watched.channel.enableReading();
  watched.channel.enableWriting();
  watched.handle(POLLOUT | POLLRDHUP | POLLERR | POLLHUP);
  CHECK(watched.calls == Calls{"close", "error", "read", "write"});
}

TEST_CASE("a hang-up with bytes left to read is a read, not a close") {
  Watched watched;
  watched.channel.enableReading();
  sendAll(watched.peer.get(), "last words");
  watched.peer.reset();
  CHECK(pollFor(watched.socket.get(), POLLIN) == (POLLIN | POLLHUP));
  watched.runUntilCalled();
  CHECK(watched.calls == Calls{"read"});
}

TEST_CASE("a hang-up with nothing left to read is a close") {
  std::array<int, 2> ends{};
  check("pipe2", ::pipe2(ends.data(), O_CLOEXEC));
  Watched watched({Fd(ends[1]), Fd(ends[0])});
  watched.channel.enableReading();
  watched.peer.reset();  // the last writer has gone: POLLHUP alone
  watched.runUntilCalled();
  CHECK(watched.calls == Calls{"close"});
}

// POLLIN is reported to whoever asks for it: a channel that does not read is
// not told that bytes are left.
TEST_CASE("a hang-up is a close at once for a channel that does not read") {
  Watched watched;
  watched.channel.enableWriting();
  sendAll(watched.peer.get(), "last words");
  watched.peer.reset();
  CHECK(pollFor(watched.socket.get(), POLLOUT) == (POLLOUT | POLLHUP));
  watched.runUntilCalled();
  CHECK(watched.calls == Calls{"close", "write"});
  CHECK(unread(watched.socket.get()) == 10);
}

TEST_CASE("a reset connection is an error first and then a read") {
  Watched watched(connectedPair());
  watched.channel.enableReading();
  resetOnClose(watched.peer.get());
  watched.peer.reset();
  watched.runUntilCalled();
  CHECK(watched.calls == Calls{"error", "read"});
}

TEST_CASE("a descriptor that is not open is an error") {
  Watched watched;
  watched.handle(POLLNVAL);
  CHECK(watched.calls == Calls{"error"});
}

TEST_CASE("a plain recv steps over an urgent byte, and POLLPRI ends") {
  const Connection pair = connectedPair();
  CHECK(::send(pair.client.get(), "!", 1, MSG_OOB) == 1);
  CHECK(pollFor(pair.server.get(), POLLPRI) == POLLPRI);
  CHECK(pollFor(pair.server.get(), POLLPRI) == POLLPRI);  // until a recv

  std::array<char, 10> buffer;
  const int fd = pair.server.get();
  CHECK(outcome(::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT)) ==
        "EAGAIN");
  CHECK(pollFor(fd, POLLIN | POLLPRI, std::chrono::milliseconds(0)) == 0);
}

// muduo waits for POLLPRI with every read. It would wake up, call recv, and get
// EAGAIN.
TEST_CASE("an urgent byte calls nobody, so the loop does not spin") {
  Watched watched(connectedPair());
  watched.channel.enableReading();
  CHECK(::send(watched.peer.get(), "!", 1, MSG_OOB) == 1);
  CHECK(pollFor(watched.socket.get(), POLLPRI) == POLLPRI);
  watched.loop.turn();
  CHECK(watched.calls.empty());

  sendAll(watched.peer.get(), "x");
  watched.runUntilCalled();
  CHECK(watched.calls == Calls{"read"});
}

TEST_CASE("a channel without callbacks ignores its events") {
  TestLoop loop;
  Channel channel(loop.get(), 0);
  channel.doNotLogHup();
  channel.set_revents(POLLIN | POLLOUT | POLLERR);
  channel.handleEvent(Timestamp::now());
  channel.set_revents(POLLHUP);
  channel.handleEvent(Timestamp::now());
}

TEST_CASE("a removed channel is not called and may join its loop again") {
  Watched watched;
  sendAll(watched.peer.get(), "x");
  watched.channel.enableReading();
  watched.channel.remove();
  watched.loop.turn();
  CHECK(watched.calls.empty());

  watched.channel.enableReading();
  watched.loop.turn();
  CHECK(watched.calls == Calls{"read"});
}

TEST_CASE("a channel removed by its own callback hears no more of the event") {
  Watched watched;
  watched.channel.setReadCallback([&](Timestamp) {
    watched.calls.push_back("read and remove");
    watched.channel.remove();
  });
  watched.channel.enableReading();
  watched.channel.enableWriting();
  sendAll(watched.peer.get(), "x");
  watched.loop.runUntil("it reads", [&] {
    return !watched.calls.empty() && watched.calls.back() != "write";
  });
  CHECK(watched.calls.back() == "read and remove");
  watched.loop.turn();
  CHECK(watched.calls.back() == "read and remove");
}

TEST_CASE("what a callback disables is not called for the same event") {
  Watched watched;
  watched.channel.setReadCallback([&](Timestamp) {
    watched.calls.push_back("read");
    watched.channel.disableWriting();
  });
  watched.channel.enableReading();
  watched.channel.enableWriting();
  watched.handle(POLLIN | POLLOUT);
  CHECK(watched.calls == Calls{"read"});
}

TEST_CASE("a callback may set another one in its own place") {
  Watched watched;
  const std::string note = "and then another one, which is called from now on";
  watched.channel.setReadCallback([&watched, note](Timestamp) {
    watched.calls.push_back("read");
    watched.channel.setReadCallback(
        [&watched, note](Timestamp) { watched.calls.push_back(note); });
  });
  watched.channel.enableReading();
  watched.handle(POLLIN);
  watched.handle(POLLIN);
  CHECK(watched.calls == Calls{"read", note});
}

TEST_CASE("a channel may be destroyed by its own callback") {
  TestLoop loop;
  const Connection pair = localPair();
  auto channel = std::make_unique<Channel>(loop.get(), pair.server.get());
  channel->setReadCallback([&](Timestamp) { channel.reset(); });
  channel->setWriteCallback([] { FAIL("it is gone"); });
  channel->enableReading();
  sendAll(pair.client.get(), "x");
  loop.runUntil("it is gone", [&] { return channel == nullptr; });
  loop.turn();
}

TEST_CASE("a destroyed channel has left its loop: its number may be reused") {
  TestLoop loop;
  std::optional<Connection> pair = localPair();
  const int number = pair->server.get();
  {
    Channel channel(loop.get(), number);
    channel.setReadCallback([](Timestamp) { FAIL("destroyed, and called"); });
    channel.enableReading();
  }
  pair.reset();
  const Connection next = localPair();
  REQUIRE((next.server.get() == number || next.client.get() == number));
  sendAll(next.client.get(), "x");
  sendAll(next.server.get(), "x");
  loop.turn();
}

/// What tie() is for: an owner that a callback may let go of.
struct Owner {
  explicit Owner(EventLoop* loop, int fd) : channel(loop, fd) {}
  Channel channel;
};

TEST_CASE("a tied owner lives until the event has been handled") {
  TestLoop loop;
  const Connection pair = localPair();
  auto owner = std::make_shared<Owner>(loop.get(), pair.server.get());
  const std::weak_ptr<Owner> observer = owner;
  bool aliveInCallback = false;
  owner->channel.tie(owner);
  owner->channel.setReadCallback([&](Timestamp) {
    owner.reset();  // the last reference but that of the tie
    aliveInCallback = !observer.expired();
  });
  owner->channel.enableReading();
  sendAll(pair.client.get(), "x");
  loop.runUntil("the callback ran", [&] { return owner == nullptr; });
  CHECK(aliveInCallback);
  CHECK(observer.expired());
}

TEST_CASE("once the tied owner is gone events are ignored") {
  Watched watched;
  auto owner = std::make_shared<int>(0);
  watched.channel.tie(owner);
  watched.channel.enableReading();
  watched.handle(POLLIN);
  CHECK(watched.calls == Calls{"read"});
  owner.reset();
  watched.handle(POLLIN);
  CHECK(watched.calls == Calls{"read"});
}

TEST_CASE("a channel says in words what it waits for and what has come") {
  Watched watched;
  const std::string fd = std::to_string(watched.socket.get());
  CHECK(watched.channel.eventsToString() == fd + ":");
  watched.channel.enableReading();
  watched.channel.enableWriting();
  CHECK(watched.channel.eventsToString() == fd + ": IN OUT");
  watched.channel.set_revents(POLLIN | POLLPRI | POLLHUP | POLLRDHUP | POLLERR);
  CHECK(watched.channel.reventsToString() == fd + ": IN PRI HUP RDHUP ERR");
}

}  // namespace
}  // namespace oneloop::testing
