#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "common/testing/Steps.h"
#include "exercises/18-sending/OutletTest.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMuch = 10'000'000;

// How often the loop wakes in 50 ms.
std::int64_t turnsOf(EventLoop* loop) {
  const std::int64_t before = loop->iteration();
  loop->runAfter(0.05, [loop] { loop->quit(); });
  loop->loop();
  const std::int64_t turns = loop->iteration() - before;
  steps::add("the loop", "wakes " + std::to_string(turns) + " times in 50 ms");
  return turns;
}

TEST_CASE("when all is sent, the loop sleeps") {
  OutletTest test;
  steps::add("the outlet", "is given 10 MB; the peer reads all of it");
  test.outlet.send(numbered(kMuch));
  CHECK(test.readUntilArrived(kMuch));
  const std::int64_t turns = turnsOf(test.loop.get());
  CHECK(turns <= 3);
}

TEST_CASE("while the peer does not read, the loop sleeps") {
  OutletTest test;
  steps::add("the outlet", "is given 10 MB; the peer reads nothing");
  test.outlet.send(numbered(kMuch));
  for (int i = 0; i < 10; ++i) test.loop.turn();
  const std::int64_t turns = turnsOf(test.loop.get());
  CHECK(turns <= 5);
}

TEST_CASE("all of it arrives, and what comes later, too") {
  OutletTest test;
  const std::string bytes = numbered(kMuch);
  steps::add("the outlet", "is given 10 MB, twice, and a word");
  test.outlet.send(bytes);
  CHECK(test.readUntilArrived(kMuch));
  test.outlet.send(bytes);
  test.outlet.send("end");
  CHECK(test.readUntilArrived(2 * kMuch + 3));
  const bool same = test.arrived == bytes + bytes + "end";
  CHECK(same);
}

}  // namespace
}  // namespace oneloop::testing
