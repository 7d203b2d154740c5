#include <doctest/doctest.h>

#include <string>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {
namespace {

/// A loop with a channel that is always ready and says quit when it is called.
class Program {
 public:
  Program() {
    channel_.setReadCallback([this](Timestamp) {
      steps::add("callback", "quit");
      loop.quit();
    });
  }

  void becomesReady() {
    steps::add("channel", "becomes ready; its callback will call quit");
    channel_.enableReading();
  }
  /// How many waits loop() made. It runs in a child, as it may never return.
  std::string waits() {
    loop.loop();
    return std::to_string(loop.iteration());
  }

  EventLoop loop;

 private:
  const Fd event_ = makeEvent(1);
  Channel channel_{&loop, event_.get()};
};

TEST_CASE("quit in a callback ends the loop") {
  Call call("loop", [] {
    Program program;
    program.becomesReady();
    return program.waits();
  });
  CHECK(call.result() == "1");
}

TEST_CASE("quit before loop is not forgotten") {
  steps::add("program", "quit, then loop");
  Call call("loop", [] {
    Program program;
    program.loop.quit();
    return program.waits();
  });
  CHECK(call.result() == "0");
}

TEST_CASE("each quit ends one loop") {
  steps::add("program", "quit, loop, loop: the second handles an event");
  Call call("loop", [] {
    Program program;
    program.loop.quit();
    program.waits();
    program.becomesReady();
    return program.waits();
  });
  CHECK(call.result() == "1");

  steps::add("program", "loop until a callback says quit; then loop again");
  Call again("loop", [] {
    Program program;
    program.becomesReady();
    program.waits();
    return program.waits();
  });
  CHECK(again.result() == "2");
}

}  // namespace
}  // namespace oneloop::testing
