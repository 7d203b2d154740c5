#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <thread>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {
namespace {

TEST_CASE("functors run in the order in which they were posted") {
  Call call("loop", [] {
    EventLoop loop;
    std::string order;
    for (const char c : {'a', 'b', 'c'}) {
      loop.queueInLoop([&order, c] { order += c; });
    }
    loop.queueInLoop([&] { loop.quit(); });
    loop.loop();
    return order;
  });
  CHECK(call.result() == "abc");
}

TEST_CASE("a functor may post a functor") {
  steps::add("the first functor", "posts a second one, which says quit");
  Call call("loop", [] {
    EventLoop loop;
    loop.queueInLoop([&] { loop.queueInLoop([&] { loop.quit(); }); });
    loop.loop();
    return std::to_string(loop.iteration());
  });
  CHECK(call.result() == "2");
}

TEST_CASE("while a functor runs another thread may post") {
  steps::add("the functor", "waits for another thread");
  steps::add("that thread", "posts a functor that says quit");
  Call call("loop", [] {
    EventLoop loop;
    loop.queueInLoop([&] {
      std::thread([&] { loop.queueInLoop([&] { loop.quit(); }); }).join();
    });
    loop.loop();
    return "left";
  });
  CHECK(call.result() == "left");
}

TEST_CASE("each functor runs once") {
  steps::add("program", "a functor counts itself; the next turn says quit");
  Call call("loop", [] {
    EventLoop loop;
    int runs = 0;
    loop.queueInLoop([&] { ++runs; });
    loop.queueInLoop([&] { loop.queueInLoop([&] { loop.quit(); }); });
    loop.loop();
    return std::to_string(runs);
  });
  CHECK(call.result() == "1");
}

TEST_CASE("a functor that posts itself for ever leaves room for events") {
  steps::add("the functor", "posts itself again and again");
  steps::add("a client", "sends a byte; its callback says quit");
  Call call("loop", [] {
    EventLoop loop;
    const Connection pair = localPair();
    Channel channel(&loop, pair.server.get());
    channel.setReadCallback([&](Timestamp) { loop.quit(); });
    channel.enableReading();
    std::function<void()> again = [&] { loop.queueInLoop(again); };
    loop.queueInLoop([&] { sendAll(pair.client.get(), "x"); });
    loop.queueInLoop(again);
    loop.loop();
    return "left";
  });
  CHECK(call.result() == "left");
}

}  // namespace
}  // namespace oneloop::testing
