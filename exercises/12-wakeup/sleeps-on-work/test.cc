#include <doctest/doctest.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a functor that a callback posts runs in the same turn") {
  steps::add("program", "a callback posts a functor that says quit");
  Call call("loop", [] {
    EventLoop loop;
    const Connection pair = localPair();
    Channel channel(&loop, pair.server.get());
    channel.setReadCallback([&](Timestamp) {
      channel.disableReading();
      loop.queueInLoop([&] { loop.quit(); });
    });
    channel.enableReading();
    sendAll(pair.client.get(), "x");
    loop.loop();
    return std::to_string(loop.iteration());
  });
  CHECK(call.result() == "1");
}

TEST_CASE("a functor that a functor posts runs although nothing else happens") {
  steps::add("thread 2", "posts a functor");
  steps::add("the functor", "posts a second one, which says quit");
  Call call("loop", [] {
    EventLoop loop;
    const pid_t thread = ::gettid();
    std::thread poster([&] {
      procfs::waitUntilAsleepIn(thread, {"epoll_wait", "epoll_pwait"});
      loop.queueInLoop([&] { loop.queueInLoop([&] { loop.quit(); }); });
    });
    loop.loop();
    poster.join();
    return "left";
  });
  CHECK(call.result() == "left");
}

TEST_CASE("a functor posted before loop runs in its first turn") {
  steps::add("program", "posts a functor that says quit; then loop");
  Call call("loop", [] {
    EventLoop loop;
    loop.queueInLoop([&] { loop.quit(); });
    loop.loop();
    return std::to_string(loop.iteration());
  });
  CHECK(call.result() == "1");
}

TEST_CASE("a loop without work sleeps") {
  steps::add("program", "posts a functor that does nothing; then loop");
  Call call("loop", [] {
    EventLoop loop;
    loop.queueInLoop([] {});
    loop.loop();
    return "left";
  });
  call.waitUntilAsleepIn("epoll_wait");
  steps::add("the judge", "looks how often the loop wakes");
  const std::size_t sleeps = procfs::voluntarySwitches(call.pid());
  CHECK_FALSE(call.returnsWithin(std::chrono::milliseconds(200)));
  if (procfs::voluntarySwitches(call.pid()) > sleeps + 2) {
    throw Failure("loop", "wakes again and again, and finds nothing to do");
  }
}

}  // namespace
}  // namespace oneloop::testing
