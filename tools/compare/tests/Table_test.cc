#include "tools/compare/Table.h"

#include <doctest/doctest.h>

#include <sstream>

#include "common/testing/contains.h"

namespace oneloop::compare {
namespace {

using testing::contains;

Row rowOf(const std::string& server, const std::string& load, double calls,
          double processorTime) {
  Row row{.server = server, .groups = {"models"}, .load = load};
  row.counts.systemCalls = calls;
  row.counts.listBytes = calls * 100;
  const Round round{.messagesPerSecond = 1e6 / processorTime,
                    .processorTime = processorTime,
                    .latencies = {1, 2, 3}};
  row.clock = together({round, round});
  return row;
}

Results shownResults() {
  Results results;
  results.rounds = 2;
  results.loads = findLoads("idle");
  results.rows = {rowOf("echo_poll", "idle-0", 3, 5),
                  rowOf("echo_poll", "idle-10000", 3, 500),
                  rowOf("echo_epoll", "idle-0", 3, 4.9),
                  rowOf("echo_epoll", "idle-10000", 3, 5),
                  {.server = "echo_select",
                   .groups = {"models"},
                   .load = "idle-10000",
                   .cannot = "the descriptor is too high"}};
  return results;
}

TEST_CASE("a bar is as long as its share in eighths of a column") {
  CHECK(bar(10, 10, 5) == "█████");
  CHECK(bar(5, 10, 5) == "██▌");
  CHECK(bar(0.01, 10, 5) == "▏");
  CHECK(bar(0, 10, 5).empty());
  CHECK(bar(20, 10, 5) == "████▶");
}

TEST_CASE("a server that cannot says so in its cell and why below") {
  const std::string text = tables(shownResults(), false);
  CHECK(contains(text,
                 "echo_select cannot (10,000 idle): the descriptor is too"));
}

TEST_CASE("each family has a column for each of its loads") {
  const std::string text = tables(shownResults(), false);
  CHECK(contains(text, "0 idle"));
  CHECK(contains(text, "10,000 idle"));
  CHECK(contains(text, "system calls a message"));
}

TEST_CASE("what nobody has measured takes no room") {
  CHECK(!contains(tables(shownResults(), true), "instructions"));
}

TEST_CASE("what one of many has been asked for compares nothing") {
  Results results = shownResults();
  results.rows.front().counts.instructions = 52;
  CHECK(!contains(tables(results, true), "instructions"));
  CHECK(contains(tablesOf(results, metric("instructions")), "52"));
  results.rows.resize(1);
  CHECK(contains(tables(results, true), "instructions"));
}

TEST_CASE("a cell without a number is explained below") {
  Results results = shownResults();
  std::erase_if(results.loads, [](const Load& load) {
    return load.name != "idle-0" && load.name != "idle-10000";
  });
  CHECK(!contains(tables(results, false), "-: not measured"));
  results.rows.front().counts.listBytes.reset();
  CHECK(contains(tables(results, false), "-: not measured\n"));
}

TEST_CASE("one metric can be shown alone") {
  const std::string text = tablesOf(shownResults(), metric("systemCalls"));
  CHECK(contains(text, "system calls a message"));
  CHECK(!contains(text, "latency"));
  CHECK_THROWS_WITH_AS(metric("speed"),
                       doctest::Contains("no metric is called speed"),
                       std::invalid_argument);
}

TEST_CASE("details show every metric") {
  CHECK(!contains(tables(shownResults(), false), "messages a second"));
  CHECK(contains(tables(shownResults(), true), "messages a second"));
}

TEST_CASE("no line of a table is longer than a terminal is wide") {
  std::istringstream lines(tables(shownResults(), true));
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    std::size_t columns = 0;
    for (const char c : line) columns += (c & 0xC0) != 0x80 ? 1 : 0;
    CHECK(columns <= 80);
  }
}

TEST_CASE("the verdict names the cheapest and those within ten percent") {
  const std::string text = verdicts(shownResults());
  CHECK(
      contains(text,
               "10 active, 64 bytes: echo_epoll (4.90 µs a message); within 10 "
               "%: echo_poll\n"));
  CHECK(contains(text,
                 "10,000 idle, 64 bytes: echo_epoll (5.00 µs a message)\n"));
}

TEST_CASE("the verdict tells for whom idle clients cost") {
  const std::string text = verdicts(shownResults());
  CHECK(contains(
      text, "echo_poll                  100.0 times (10,000 idle), 300 bytes"));
  CHECK(contains(
      text, "echo_epoll                   1.0 times (10,000 idle), 300 bytes"));
}

}  // namespace
}  // namespace oneloop::compare
