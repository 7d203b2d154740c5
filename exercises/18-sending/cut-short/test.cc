#include <doctest/doctest.h>

#include <string>

#include "common/testing/Steps.h"
#include "exercises/18-sending/OutletTest.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMuch = 10'000'000;

TEST_CASE("the end comes behind 10 MB") {
  OutletTest test;
  steps::add("the outlet", "is given 10 MB, and then shutdown");
  test.outlet.send(numbered(kMuch));
  test.outlet.shutdown();
  steps::add("the peer", "reads until the end of the stream");
  CHECK(test.readUntilEnd());
  CHECK(test.arrived.size() == kMuch);
}

TEST_CASE("the end comes behind a word") {
  OutletTest test;
  test.outlet.send("word");
  test.outlet.shutdown();
  CHECK(test.readUntilEnd());
  CHECK(test.arrived == "word");
}

TEST_CASE("the end comes at once when nothing was sent") {
  OutletTest test;
  test.outlet.shutdown();
  CHECK(test.readUntilEnd());
}

TEST_CASE("the end does not come before it is asked for") {
  OutletTest test;
  test.outlet.send(numbered(kMuch));
  CHECK(test.readUntilArrived(kMuch));
  test.loop.turn();
  test.read();
  CHECK_FALSE(test.ended);
}

TEST_CASE("nothing is sent after shutdown") {
  OutletTest test;
  test.outlet.send(numbered(kMuch));
  test.outlet.shutdown();
  test.outlet.send("too late");
  CHECK(test.readUntilEnd());
  CHECK(test.arrived.size() == kMuch);
}

}  // namespace
}  // namespace oneloop::testing
