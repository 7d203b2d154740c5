#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <set>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "exercises/18-sending/OutletTest.h"

namespace oneloop::testing {
namespace {

TEST_CASE("send returns before write-complete is called") {
  OutletTest test;
  int completed = 0;
  test.outlet.setWriteCompleteCallback([&] {
    steps::add("write-complete", "is called");
    ++completed;
  });
  steps::add("program", "calls send");
  test.outlet.send("line");
  steps::add("send", "returns");
  CHECK(completed == 0);
  test.loop.turn();
  CHECK(completed == 1);
}

TEST_CASE("a callback that sends again is not called inside itself") {
  OutletTest test;
  int sent = 1;
  int depth = 0;
  int deepest = 0;
  test.outlet.setWriteCompleteCallback([&] {
    deepest = std::max(deepest, ++depth);
    if (++sent <= 1'000) test.outlet.send("line");
    --depth;
  });
  test.outlet.send("line");
  CHECK(test.readUntilArrived(4'000));
  CHECK(deepest == 1);
}

TEST_CASE("each line is a turn of its own: others get theirs in between") {
  OutletTest test;
  EventLoop* const loop = test.loop.get();
  int lines = 1;
  std::set<std::int64_t> turns;
  test.outlet.setWriteCompleteCallback([&] {
    turns.insert(loop->iteration());
    lines++ < 5 ? test.outlet.send("line") : loop->quit();
  });
  test.outlet.send("line");
  const Deadline limit("loop");
  loop->loop();
  CHECK(turns.size() == 5);
}

TEST_CASE("write-complete waits until all of 10 MB is in the kernel's hands") {
  OutletTest test;
  int completed = 0;
  test.outlet.setWriteCompleteCallback([&] { ++completed; });
  test.outlet.send(numbered(10'000'000));
  test.loop.turn();
  CHECK(completed == 0);
  CHECK(test.readUntilArrived(10'000'000));
  test.loop.turn();
  CHECK(completed == 1);
}

}  // namespace
}  // namespace oneloop::testing
