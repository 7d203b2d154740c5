#include "tools/compare/Results.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace oneloop::compare {
namespace {

Round roundOf(double processorTime, std::vector<double> latencies) {
  return {.messagesPerSecond = 1'000,
          .processorTime = processorTime,
          .serverBusy = 1,
          .clientBusy = 0.5,
          .latencies = std::move(latencies)};
}

Results someResults() {
  Results results;
  results.environment = {"a processor", 2, "6.1", "GCC 12.2", "abc1234", true};
  results.seconds = 0.5;
  results.rounds = 3;
  results.leftOut = {"echo_x: x-dev is not installed"};
  results.loads = findLoads("idle");
  Row row{.server = "echo_epoll", .groups = {"models"}, .load = "idle-0"};
  row.counts.systemCalls = 2.25;
  row.counts.memory = 700;
  row.clock =
      together({roundOf(5, {10, 20}), roundOf(4, {30}), roundOf(4.5, {})});
  results.rows.push_back(row);
  results.rows.push_back({.server = "echo_select",
                          .groups = {"models"},
                          .load = "idle-10000",
                          .cannot = "select cannot"});
  return results;
}

TEST_CASE("rounds together have a minimum a median and a spread") {
  const Clock clock =
      together({roundOf(5, {}), roundOf(4, {}), roundOf(4.5, {})});
  CHECK(clock.processorTime.minimum == 4);
  CHECK(clock.processorTime.median == 4.5);
  CHECK(clock.processorTime.spread() == doctest::Approx(0.25));
  CHECK(clock.rounds == 3);
  CHECK(!clock.latency);
}

TEST_CASE("the percentiles are those of the middle round") {
  const Clock clock =
      together({roundOf(5, {1, 1, 9}), roundOf(5, {}), roundOf(5, {2, 2, 8}),
                roundOf(5, {1000, 1000, 1000})});
  REQUIRE(clock.latency);
  CHECK(clock.latency->messages == 9);
  CHECK(clock.latency->p50 == 2);
  CHECK(clock.latency->p99 == 9);
}

TEST_CASE("what is written is what is read") {
  const std::string json = toJson(someResults());
  const Results again = fromJson(json);
  CHECK(toJson(again) == json);
  CHECK(again.environment == someResults().environment);
  REQUIRE(again.find("echo_epoll", "idle-0"));
  CHECK(*again.find("echo_epoll", "idle-0")->counts.systemCalls == 2.25);
  CHECK(!again.find("echo_epoll", "idle-0")->counts.instructions);
  CHECK(again.find("echo_select", "idle-10000")->cannot == "select cannot");
}

TEST_CASE("what holds no results is refused with one line") {
  CHECK_THROWS_AS(fromJson("{}"), std::runtime_error);
  CHECK_THROWS_AS(fromJson("hello"), std::runtime_error);
}

TEST_CASE("a part of the results has only what was asked for") {
  const Results some = someResults();
  CHECK(only(some, {}, {}).rows.size() == some.rows.size());
  const Results epoll = only(some, {"echo_epoll"}, {});
  CHECK(epoll.servers() == std::vector<std::string>{"echo_epoll"});
  const Results idle = only(some, {"models"}, findLoads("idle-10000"));
  CHECK(idle.loads.size() == 1);
  REQUIRE(idle.rows.size() == 1);
  CHECK(idle.rows[0].server == "echo_select");
  CHECK(only(some, {"nobody"}, {}).rows.empty());
}

TEST_CASE("results of the same machine and commit go into one table") {
  Results more = someResults();
  more.rows[0].server = "echo_poll";
  const Results all = merge({someResults(), more});
  CHECK(all.servers() ==
        std::vector<std::string>{"echo_epoll", "echo_select", "echo_poll"});
}

TEST_CASE("results of two machines or commits do not go into one table") {
  Results other = someResults();
  SUBCASE("another machine") { other.environment.processor = "another"; }
  SUBCASE("another kernel") { other.environment.kernel = "6.2"; }
  SUBCASE("another commit") { other.environment.commit = "def5678"; }
  SUBCASE("another build") { other.environment.optimised = false; }
  std::string message;
  try {
    merge({someResults(), other});
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  CHECK(message.starts_with(
      "results of different machines or commits do not go into one table: "));
  CHECK(message.find(someResults().environment.toString()) !=
        std::string::npos);
  CHECK(message.find(other.environment.toString()) != std::string::npos);
}

}  // namespace
}  // namespace oneloop::compare
