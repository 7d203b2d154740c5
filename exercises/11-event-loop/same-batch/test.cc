#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "exercises/11-event-loop/same-batch/questions.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {
namespace {

/// A channel that is ready from the start.
class Ready {
 public:
  Ready(EventLoop* loop, std::string name, std::function<void()> body)
      : channel(loop, event_.get()) {
    channel.setReadCallback([=](Timestamp) {
      steps::add("channel " + name, "is called");
      body();
    });
    channel.enableReading();
  }

 private:
  const Fd event_ = makeEvent(1);

 public:
  Channel channel;
};

/// Two channels that are ready in the same wait. Whoever is called first is A.
class Two {
 public:
  using Callback = std::function<void(Two&)>;

  explicit Two(Callback callbackOfA) : callbackOfA_(std::move(callbackOfA)) {
    for (const int i : {0, 1}) {
      channels_[i] =
          std::make_unique<Ready>(&loop, i == 0 ? "1" : "2", [this, i] {
            if (calls_++ > 0) return;
            a_ = i;
            callbackOfA_(*this);
          });
    }
  }

  std::unique_ptr<Ready>& a() { return channels_[a_]; }
  std::unique_ptr<Ready>& b() { return channels_[1 - a_]; }

  /// One iteration. Returns whether B was called.
  std::string turn() {
    Ready last(&loop, "that ends the loop", [this] { loop.quit(); });
    const Deadline limit("loop");
    loop.loop();
    return calls_ == 2 ? "called" : "not called";
  }

  EventLoop loop;
  std::unique_ptr<Ready> c;  // whom A makes
  bool cIsCalled = false;

 private:
  const Callback callbackOfA_;
  int calls_ = 0;
  int a_ = 0;
  std::unique_ptr<Ready> channels_[2];
};

TEST_CASE("questions 1 to 3: what a callback changes") {
  const Answer disabled("kDisabled", kDisabled, {"called", "not called"});
  const Answer destroyed("kDestroyed", kDestroyed, {"called", "not called"});
  const Answer made("kMade", kMade, {"this", "next"});
  {
    Two two([](Two& all) { all.b()->channel.disableReading(); });
    disabled.compareWith(two.turn());
  }
  {
    Two two([](Two& all) { all.b().reset(); });
    destroyed.compareWith(two.turn());
  }
  {
    Two two([](Two& all) {
      all.c = std::make_unique<Ready>(&all.loop, "C",
                                      [&all] { all.cIsCalled = true; });
    });
    two.turn();
    made.compareWith(two.cIsCalled ? "this" : "next");
  }
}

TEST_CASE("questions 4 and 5: the end of the loop") {
  const Answer quit("kQuit", kQuit, {"called", "not called"});
  const Answer thrown("kThrown", kThrown, {"called", "not called"});
  {
    Two two([](Two& all) { all.loop.quit(); });
    quit.compareWith(two.turn());
  }
  {
    Two two([](Two&) { throw std::runtime_error("as a callback may"); });
    CHECK_THROWS_AS(two.turn(), std::runtime_error);
    steps::add("program", "removes A and calls loop again");
    two.a().reset();
    thrown.compareWith(two.turn());
  }
}

}  // namespace
}  // namespace oneloop::testing
