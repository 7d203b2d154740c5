#include <doctest/doctest.h>

#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <string>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "tests/deathOf.h"

namespace oneloop::testing {
namespace {

/// A program whose callback throws when it is called for the first time, and
/// calls quit afterwards.
class Program {
 public:
  Program() {
    channel_.setReadCallback([this](Timestamp) {
      if (++calls_ == 1) throw std::runtime_error("no such user");
      loop_.quit();
    });
    channel_.enableReading();
  }

  /// Calls loop(). "returned", or what the exception says.
  std::string run() {
    try {
      loop_.loop();
      return "returned";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
  bool handlesEvents() const { return loop_.eventHandling(); }

 private:
  EventLoop loop_;
  const Fd event_ = makeEvent(1);
  Channel channel_{&loop_, event_.get()};
  int calls_ = 0;
};

TEST_CASE("an exception of a callback comes out of loop") {
  steps::add("callback", "throws \"no such user\"");
  Call call("loop", [] { return Program().run(); });
  CHECK(call.result() == "no such user");
}

TEST_CASE("a loop that has been left does not handle events") {
  steps::add("callback", "throws");
  Call call("loop", [] {
    Program program;
    program.run();
    return program.handlesEvents() ? "eventHandling() is true" : "it is false";
  });
  CHECK(call.result() == "it is false");
}

TEST_CASE("loop inside loop still aborts") {
  steps::add("callback", "calls loop()");
  const Death death = deathOf([] {
    EventLoop loop;
    const Fd event = makeEvent(1);
    Channel channel(&loop, event.get());
    channel.setReadCallback([&](Timestamp) {
      loop.quit();
      loop.loop();
      ::_exit(0);  // it ran
    });
    channel.enableReading();
    loop.loop();
  });
  CHECK_MESSAGE(death.isAbortThatSays("it runs already"),
                "it ended with " << death.status.toString());
}

TEST_CASE("after a callback has thrown the loop may run again") {
  steps::add("callback", "throws; the program catches it");
  steps::add("program", "calls loop() again");
  Call call("the second loop", [] {
    ::signal(SIGABRT, SIG_DFL);  // the words of the loop are enough
    Program program;
    program.run();
    return program.run();
  });
  CHECK(call.result() == "returned");
}

}  // namespace
}  // namespace oneloop::testing
