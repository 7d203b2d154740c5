#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <thread>

#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "tests/deathOf.h"

namespace oneloop::testing {
namespace {

EventLoop* mine() { return EventLoop::getEventLoopOfCurrentThread(); }

void inAnotherThread(const std::function<void()>& body) {
  std::thread(body).join();
}

// What `body` must end with: abort, and these words on stderr.
void expectAbort(const char* what, const std::string& words,
                 const std::function<void()>& body) {
  steps::add("thread", what);
  const Death death = deathOf(body);
  if (death.isNone()) throw Failure("thread", "nothing happens");
  if (!death.isAbortThatSays(words)) {
    throw Failure("thread", death.status.toString() + ", and not with \"" +
                                words + "\", but:\n" + death.words);
  }
}

TEST_CASE("a thread knows its loop") {
  CHECK(mine() == nullptr);
  EventLoop loop;
  const auto* const known = EventLoop::getEventLoopOfCurrentThread();
  REQUIRE(known == &loop);
  CHECK(loop.isInLoopThread());
}

TEST_CASE("once the loop is destroyed the thread has none and may make one") {
  for (int i = 0; i < 2; ++i) {
    const EventLoop loop;
    REQUIRE(mine() == &loop);
  }
  CHECK(mine() == nullptr);
}

TEST_CASE("another thread has none, or one of its own") {
  EventLoop loop;
  EventLoop* before = &loop;
  bool isOther = false;
  bool isOwn = false;
  inAnotherThread([&] {
    before = mine();
    isOther = !loop.isInLoopThread();
    EventLoop own;
    isOwn = own.isInLoopThread() && mine() == &own;
  });
  CHECK(before == nullptr);
  CHECK(isOther);
  CHECK(isOwn);
  CHECK(loop.isInLoopThread());
}

TEST_CASE("a second loop in one thread aborts and says what to do") {
  expectAbort("makes a second loop", "has an EventLoop already", [] {
    EventLoop one;
    EventLoop two;
  });
}

TEST_CASE("a channel that another thread changes aborts and says why") {
  expectAbort("changes a channel of another's loop",
              "this EventLoop belongs to thread", [] {
                EventLoop loop;
                const Fd event = makeEvent();
                Channel channel(&loop, event.get());
                inAnotherThread([&] { channel.enableReading(); });
              });
}

TEST_CASE("a loop that another thread destroys aborts and says why") {
  expectAbort("destroys another's loop", "this EventLoop belongs to thread",
              [] {
                auto* const loop = new EventLoop;
                inAnotherThread([&] { delete loop; });
              });
}

}  // namespace
}  // namespace oneloop::testing
