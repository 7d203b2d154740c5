// EventLoop: one thread, one loop, and what a loop survives.

#include "oneloop/EventLoop.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <any>
#include <cerrno>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "tests/TestLoop.h"
#include "tests/deathOf.h"

namespace oneloop::testing {
namespace {

/// A channel that has something to read from the start.
class Ready {
 public:
  Ready(EventLoop* loop, Channel::ReadEventCallback callback)
      : channel(loop, pair_.server.get()) {
    channel.setReadCallback(std::move(callback));
    channel.enableReading();
    sendAll(pair_.client.get(), "x");
  }

 private:
  const Connection pair_ = localPair();

 public:
  Channel channel;
};

// #region quit
TEST_CASE("quit in a callback ends the loop once the events are handled") {
  EventLoop loop;
  int calls = 0;
  const auto quit = [&](Timestamp) {
    ++calls;
    loop.quit();
  };
  Ready one(&loop, quit);
  Ready two(&loop, quit);
  loop.loop();
  CHECK(calls == 2);
  CHECK(loop.iteration() == 1);
}

TEST_CASE("quit before loop is not forgotten, and loop may be called again") {
  EventLoop loop;
  loop.quit();
  loop.loop();
  CHECK(loop.iteration() == 0);

  Ready ready(&loop, [&](Timestamp) { loop.quit(); });
  loop.loop();
  CHECK(loop.iteration() == 1);
}
// #endregion quit

TEST_CASE("a loop counts its waits and knows when the last one ended") {
  EventLoop loop;
  CHECK_FALSE(loop.pollReturnTime().valid());
  const Timestamp before = Timestamp::now();
  Timestamp received;
  Ready ready(&loop, [&](Timestamp time) {
    received = time;
    if (loop.iteration() == 3) loop.quit();
  });
  loop.loop();
  CHECK(loop.iteration() == 3);
  CHECK(loop.pollReturnTime() == received);
  CHECK(before <= received);
}

TEST_CASE("eventHandling is true inside a callback only") {
  EventLoop loop;
  CHECK_FALSE(loop.eventHandling());
  bool inside = false;
  Ready ready(&loop, [&](Timestamp) {
    inside = loop.eventHandling();
    loop.quit();
  });
  loop.loop();
  CHECK(inside);
  CHECK_FALSE(loop.eventHandling());
}

// #region batch
TEST_CASE("a ready channel that another callback destroys is not called") {
  TestLoop loop;
  std::unique_ptr<Ready> one;
  std::unique_ptr<Ready> two;
  int calls = 0;
  // Both are ready in the same wait; whoever comes first destroys the other.
  one = std::make_unique<Ready>(loop.get(), [&](Timestamp) {
    ++calls;
    two.reset();
  });
  two = std::make_unique<Ready>(loop.get(), [&](Timestamp) {
    ++calls;
    one.reset();
  });
  loop.turn();
  CHECK(calls == 1);
}

TEST_CASE("a ready channel that another callback removes is not called") {
  TestLoop loop;
  Ready* other = nullptr;
  int calls = 0;
  Ready one(loop.get(), [&](Timestamp) {
    ++calls;
    other->channel.remove();
  });
  Ready two(loop.get(), [&](Timestamp) {
    ++calls;
    one.channel.remove();
  });
  other = &two;
  loop.turn();
  CHECK(calls == 1);
}

TEST_CASE("a ready channel that another callback silences is not called") {
  TestLoop loop;
  Ready* other = nullptr;
  int calls = 0;
  Ready one(loop.get(), [&](Timestamp) {
    ++calls;
    other->channel.disableReading();
  });
  Ready two(loop.get(), [&](Timestamp) {
    ++calls;
    one.channel.disableReading();
  });
  other = &two;
  loop.turn();
  CHECK(calls == 1);
}

TEST_CASE("a channel made by a callback is served from the next wait on") {
  TestLoop loop;
  std::unique_ptr<Ready> child;
  int calls = 0;
  Ready parent(loop.get(), [&](Timestamp) {
    if (child) return;
    child = std::make_unique<Ready>(loop.get(), [&](Timestamp) { ++calls; });
  });
  loop.turn();
  CHECK(calls == 0);
  loop.turn();
  CHECK(calls == 1);
}
// #endregion batch

// #region throws
TEST_CASE("a callback that throws leaves the loop fit to run again") {
  EventLoop loop;
  Ready thrower(
      &loop, [](Timestamp) { throw std::runtime_error("as a callback may"); });
  int calls = 0;
  Ready other(&loop, [&](Timestamp) {
    ++calls;
    loop.quit();
  });
  CHECK_THROWS_WITH(loop.loop(), "as a callback may");
  CHECK_FALSE(loop.eventHandling());

  thrower.channel.remove();  // also when it has just thrown
  loop.loop();
  CHECK(calls >= 1);
}

TEST_CASE("a channel may be destroyed after its callback has thrown") {
  EventLoop loop;
  auto thrower = std::make_unique<Ready>(&loop, [](Timestamp) { throw 1; });
  CHECK_THROWS_AS(loop.loop(), int);
  thrower.reset();
  Ready other(&loop, [&](Timestamp) { loop.quit(); });
  loop.loop();
}
// #endregion throws

// #region thread
TEST_CASE("a thread has no loop until it makes one, and then that one") {
  CHECK(EventLoop::getEventLoopOfCurrentThread() == nullptr);
  {
    EventLoop loop;
    CHECK(EventLoop::getEventLoopOfCurrentThread() == &loop);
    CHECK(loop.isInLoopThread());
    std::thread([&] {
      CHECK(EventLoop::getEventLoopOfCurrentThread() == nullptr);
      CHECK_FALSE(loop.isInLoopThread());
      EventLoop own;
      CHECK(own.isInLoopThread());
    }).join();
  }
  CHECK(EventLoop::getEventLoopOfCurrentThread() == nullptr);
}

TEST_CASE("a second loop in one thread aborts and says what to do") {
  const Death death = deathOf([] {
    EventLoop one;
    EventLoop two;
  });
  CHECK_MESSAGE(death.isAbortThatSays("has an EventLoop already. Use that one"),
                death.words);
}

TEST_CASE("a call from another thread aborts and says what to do") {
  const Death death = deathOf([] {
    EventLoop loop;
    const Connection pair = localPair();
    Channel channel(&loop, pair.server.get());
    std::thread([&] { channel.enableReading(); }).join();
  });
  CHECK_MESSAGE(death.isAbortThatSays("this EventLoop belongs to thread"),
                death.words);
}

TEST_CASE("loop inside loop aborts and says what to do") {
  const Death death = deathOf([] {
    EventLoop loop;
    Ready ready(&loop, [&](Timestamp) { loop.loop(); });
    loop.loop();
  });
  CHECK_MESSAGE(death.isAbortThatSays("it runs already"), death.words);
}
// #endregion thread

// #region sigpipe
TEST_CASE("once there is a loop, sending to a gone peer is an error only") {
  const Death death = deathOf([] {
    const EventLoop loop;
    Connection pair = localPair();
    pair.client.reset();
    const bool failed = ::send(pair.server.get(), "x", 1, 0) == -1;
    if (!failed || errno != EPIPE) throw std::runtime_error("no EPIPE");
  });
  CHECK_MESSAGE(death.isNone(), death.words);
}

TEST_CASE("a handler for SIGPIPE of the program's own is left alone") {
  const Death death = deathOf([] {
    ::signal(SIGPIPE, [](int) {});
    const EventLoop loop;
    struct sigaction now {};
    ::sigaction(SIGPIPE, nullptr, &now);
    if (now.sa_handler == SIG_IGN) throw std::runtime_error("ignored");
  });
  CHECK_MESSAGE(death.isNone(), death.words);
}
// #endregion sigpipe

TEST_CASE("a loop carries what a program wants to keep with it") {
  EventLoop loop;
  loop.setContext(std::string("config"));
  CHECK(std::any_cast<std::string>(loop.getContext()) == "config");
  *loop.getMutableContext() = 42;
  CHECK(std::any_cast<int>(loop.getContext()) == 42);
}

}  // namespace
}  // namespace oneloop::testing
