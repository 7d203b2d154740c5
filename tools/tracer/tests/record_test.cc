#include <doctest/doctest.h>

#include <algorithm>

#include "common/testing/Steps.h"
#include "common/testing/skip.h"
#include "common/testing/strace.h"
#include "tools/tracer/record.h"

using namespace oneloop::tracer;
namespace testing = oneloop::testing;
using Phase = Step::Phase;

namespace {

const std::string kEchoBlocking = ONELOOP_BIN "/01-blocking/echo_blocking";

Trace recorded(const std::string& program) {
  return record({"01-blocking", program, {}});
}

std::size_t placeOf(const Trace& trace, const std::string& lane,
                    const std::string& call, Phase phase) {
  const auto found = std::ranges::find_if(trace.steps, [&](const Step& step) {
    return step.lane == lane && step.call == call && step.phase == phase;
  });
  return static_cast<std::size_t>(found - trace.steps.begin());
}

}  // namespace

TEST_CASE("the story of a blocking server: client B waits until A has left") {
  if (!testing::straceWorks()) return testing::skip("strace may not run here");
  const Trace trace = recorded(kEchoBlocking);
  CHECK(trace.program == "echo_blocking");

  const auto waits = placeOf(trace, "client-b", "recv", Phase::kEnter);
  const auto leaves = placeOf(trace, "client-a", "close", Phase::kWhole);
  const auto answered = placeOf(trace, "client-b", "recv", Phase::kReturn);
  REQUIRE(answered < trace.steps.size());
  CHECK(waits < leaves);
  CHECK(leaves < answered);
  CHECK(trace.steps[answered].bytes == "is anybody there?\n");
  CHECK(trace.steps[answered].waited > 0);

  double latest = 0;
  for (const Step& step : trace.steps) {
    CAPTURE(step.call);
    CHECK_FALSE(step.note.empty());
    CHECK(step.at >= latest);
    latest = step.at;
    if (step.lane != "server") continue;
    REQUIRE(step.source.has_value());
    CHECK(step.source->file ==
          "chapters/01-blocking/programs/echo_blocking.cc");
    CHECK_FALSE(step.source->text.empty());
  }
  const auto accept = placeOf(trace, "server", "accept", Phase::kEnter);
  REQUIRE(accept < trace.steps.size());
  CHECK(trace.steps[accept].source->text.find("::accept(") !=
        std::string::npos);
}

TEST_CASE("a server that speaks first is heard, and not spoken to") {
  if (!testing::straceWorks()) return testing::skip("strace may not run here");
  const Request request{"15-acceptor", ONELOOP_BIN "/15-acceptor/daytime", {}};
  const Trace trace = record(request);
  const auto hears = placeOf(trace, "client-a", "recv", Phase::kWhole);
  REQUIRE(hears < trace.steps.size());
  CHECK(trace.steps[hears].bytes == "DAY, MONTH DD, YYYY HH:MM:SS-UTC\r\n");
  CHECK(placeOf(trace, "client-a", "send", Phase::kWhole) ==
        trace.steps.size());
  CHECK(differences(trace, record(request)).empty());
}

TEST_CASE("two recordings of one program tell the same") {
  if (!testing::straceWorks()) return testing::skip("strace may not run here");
  CHECK(differences(recorded(kEchoBlocking), recorded(kEchoBlocking)).empty());
}

TEST_CASE("a program that is no server is refused, not waited for") {
  if (!testing::straceWorks()) return testing::skip("strace may not run here");
  CHECK_THROWS_AS(recorded("/bin/true"), testing::Failure);
  CHECK_THROWS_AS(recorded("/nowhere/echo"), testing::Failure);
}

TEST_CASE("a trace knows how to be recorded again") {
  Trace trace;
  trace.chapter = "05-epoll";
  trace.program = "echo_epoll";
  trace.command = "echo_epoll --trigger edge";
  const Request request = requestOf(trace);
  CHECK(request.arguments == std::vector<std::string>{"--trigger", "edge"});
  CHECK(request.path().ends_with("/05-epoll/echo_epoll"));
}
