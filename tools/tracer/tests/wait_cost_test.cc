#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tools/tracer/waitCost.h"

using namespace oneloop::tracer;

TEST_CASE("each wait is measured, with the bytes that it hands to the kernel") {
  const auto costs = measureWaits(100, 10);
  REQUIRE(costs.size() == 3);
  CHECK(costs[0].call == "select");
  // As many whole words as the highest descriptor needs: a bit for each.
  CHECK(costs[0].bytesToKernel >= 100 / 8);
  CHECK(costs[0].bytesToKernel % 8 == 0);
  CHECK(costs[1].call == "poll");
  CHECK(costs[1].bytesToKernel == 100 * 8);
  CHECK(costs[2].call == "epoll_wait");
  CHECK(costs[2].bytesToKernel == 0);
  for (const auto& cost : costs) {
    CHECK(cost.watched == 100);
    CHECK(cost.ready == 10);
    CHECK(cost.microseconds > 0);
  }
}

TEST_CASE("select is left out where its set ends") {
  const auto costs = measureWaits(1100, 1);
  REQUIRE(costs.size() == 2);
  CHECK(costs[0].call == "poll");
}

TEST_CASE("the plan has 1, 10, 100 and all ready, each pair once") {
  const auto plan = waitCostPlan();
  CHECK(std::ranges::count(plan, std::pair<std::size_t, std::size_t>(10, 10)) ==
        1);
  CHECK(std::ranges::count(
            plan, std::pair<std::size_t, std::size_t>(5000, 5000)) == 1);
  for (const auto& [watched, ready] : plan) CHECK(ready <= watched);
}

TEST_CASE("the costs are written with the machine they come from") {
  const auto json =
      nlohmann::json::parse(waitCostsToJson({{"poll", 10, 1, 0.5, 80}}));
  CHECK(json.at("environment").at("cpu").get<std::string>() != "");
  CHECK(json.at("rows").at(0).at("bytesToKernel") == 80);
}
