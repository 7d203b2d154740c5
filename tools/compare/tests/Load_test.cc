#include "tools/compare/Load.h"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

namespace oneloop::compare {
namespace {

TEST_CASE("a family stands for all its loads") {
  const auto idle = findLoads("idle");
  REQUIRE(idle.size() == 4);
  CHECK(idle.front().title() == "10 active, 64 bytes");
  CHECK(idle.back().title() == "10 active beside 10,000 idle, 64 bytes");
  CHECK(idle.back().connections() == 10'010);
}

TEST_CASE("a load is found by its own name") {
  const auto found = findLoads("activity-1");
  REQUIRE(found.size() == 1);
  CHECK(found.front().active == 100);
  CHECK(found.front().connections() == 10'000);
}

TEST_CASE("no two loads have the same name") {
  std::set<std::string> names;
  for (const Load& load : findLoads("all")) names.insert(load.name);
  CHECK(names.size() == findLoads("all").size());
}

TEST_CASE("an unknown load is an error that names the known ones") {
  CHECK_THROWS_WITH_AS(
      findLoads("nothing"),
      "no load 'nothing'; there are: ping-pong, idle, activity, "
      "large, churn, slow, all",
      std::invalid_argument);
}

TEST_CASE("larger messages are sent at a lower rate") {
  CHECK(ownLoad(10, 0, 64).rate() > ownLoad(10, 0, 16 * 1024).rate());
  CHECK(ownLoad(10, 0, 16 * 1024).rate() > ownLoad(10, 0, 1 << 20).rate());
}

TEST_CASE("thousands are set apart") {
  CHECK(thousands(0) == "0");
  CHECK(thousands(999) == "999");
  CHECK(thousands(1'000) == "1,000");
  CHECK(thousands(1'000'005) == "1,000,005");
}

}  // namespace
}  // namespace oneloop::compare
