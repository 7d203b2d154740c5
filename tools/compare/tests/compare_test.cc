// The whole program, as a user runs it, with tiny loads.

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "common/testing/Process.h"
#include "common/testing/TemporaryFolder.h"
#include "common/testing/contains.h"
#include "common/testing/procfs.h"
#include "tools/compare/Results.h"

namespace oneloop::compare {
namespace {

namespace fs = std::filesystem;
using testing::contains;
using testing::ExitStatus;
using testing::Process;

std::vector<std::string> compareWith(std::vector<std::string> words) {
  words.insert(words.begin(), {ONELOOP_BIN "/08-side-by-side/compare", "--root",
                               ONELOOP_ROOT});
  return words;
}

TEST_CASE("a comparison prints a table and writes what it has measured") {
  const testing::TemporaryFolder out;
  Process process(
      compareWith({"--servers", "echo_blocking,echo_poll,echo_floor",
                   "--active", "2", "--idle", "5", "--rounds", "2", "--seconds",
                   "0.03", "--out", out.path()}));
  const std::string text = process.readRest();
  CHECK(process.wait() == ExitStatus{});
  CAPTURE(text);
  CAPTURE(process.errors());
  CHECK(contains(text, "own: 2 active beside 5 idle, 64 bytes"));
  CHECK(contains(text, "processor time of the server a message"));
  CHECK(contains(text, "echo_blocking cannot (own): it serves one client"));

  const Results results = fromJson(out.read("results.json"));
  CHECK(results.rounds == 2);
  CHECK(!results.interrupted);
  CHECK(results.find("echo_blocking", "own")->cannot ==
        "it serves one client at a time");
  for (const char* server : {"echo_poll", "echo_floor"}) {
    CAPTURE(server);
    const Row* row = results.find(server, "own");
    REQUIRE(row);
    REQUIRE(row->clock);
    CHECK(row->clock->rounds == 2);
    CHECK(row->clock->processorTime.minimum > 0);
    CHECK(row->clock->messagesPerSecond.minimum > 0);
    CHECK(row->clock->latency->messages > 0);
    CHECK(row->counts.threads == 1);
  }
}

TEST_CASE("Ctrl-C ends a comparison with what was measured until then") {
  const testing::TemporaryFolder out;
  Process process(
      compareWith({"--servers", "echo_epoll,echo_poll", "--active", "1",
                   "--rounds", "1", "--seconds", "60", "--out", out.path()}));
  REQUIRE(process.readLine());  // how long it will take
  process.signal(SIGINT);
  const std::string text = process.readRest();
  CHECK(process.wait() == ExitStatus{130, 0});
  CHECK(contains(text, "Interrupted: this is what was measured until then."));
  CHECK(fromJson(out.read("results.json")).interrupted);
}

TEST_CASE("results are shown again without measuring") {
  const testing::TemporaryFolder out;
  Results results;
  results.environment = Environment::ofThisMachine();
  results.loads = findLoads("idle-0");
  results.rows.push_back(
      {.server = "echo_x", .groups = {}, .load = "idle-0", .cannot = "no"});
  out.write("one.json", toJson(results));
  results.environment.commit = "another";
  out.write("two.json", toJson(results));

  Process one(compareWith({"--show", out.path() / "one.json"}));
  CHECK(contains(one.readRest(), "echo_x cannot (0 idle): no"));
  CHECK(one.wait() == ExitStatus{});

  Process both(compareWith(
      {"--show", out.path() / "one.json", out.path() / "two.json"}));
  CHECK(both.readRest().empty());
  CHECK(both.wait() == ExitStatus{1, 0});
  CHECK(contains(both.errors(), "different machines or commits"));
}

TEST_CASE("the targets are those that the run needs") {
  Process process(compareWith({"--servers", "echo_poll", "--targets"}));
  CHECK(process.readRest() == "04-poll.echo_poll\n");
}

TEST_CASE("a mistake in the command line is one line and status 2") {
  Process process(compareWith({"--servers", "nobody"}));
  CHECK(process.wait() == ExitStatus{2, 0});
  CHECK(contains(process.errors(), "no server or group 'nobody'"));
}

}  // namespace
}  // namespace oneloop::compare
