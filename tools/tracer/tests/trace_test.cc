#include <doctest/doctest.h>

#include <stdexcept>

#include "tools/tracer/Trace.h"

using namespace oneloop::tracer;

namespace {

Trace example() {
  Trace trace;
  trace.chapter = "01-blocking";
  trace.program = "echo_blocking";
  trace.command = "echo_blocking";
  trace.story = "A story.";
  trace.kernel = "6.1";
  trace.lanes = {{"server", "server thread", "thread"}};
  trace.descriptors = {{"conn-a", 5, "client A's connection"}};
  Step step;
  step.at = 1.5;
  step.lane = "server";
  step.call = "recvfrom";
  step.arguments = "5, \"hi\\n\", 9, 0";
  step.result = "3";
  step.descriptor = "conn-a";
  step.waited = 0.25;
  step.phase = Step::Phase::kReturn;
  step.bytes = "hi\n";
  step.times = 3;
  step.ready = {"conn-a"};
  step.note = "A note.";
  step.source = {"chapters/01-blocking/programs/echo_blocking.cc", 68, "recv"};
  trace.steps = {step, Step()};
  trace.rounds = {{"nothing happens", 2, std::nullopt, 0, 1}};
  return trace;
}

}  // namespace

TEST_CASE("a trace that is written and read is the same") {
  const std::string json = toJson(example());
  const Trace again = fromJson(json);
  CHECK(differences(example(), again).empty());
  CHECK(toJson(again) == json);
}

TEST_CASE("times and counts of folded calls are no differences") {
  Trace other = example();
  other.kernel = "6.9";
  other.steps[0].at = 77;
  other.steps[0].waited = 88;
  other.steps[0].times = 99;
  CHECK(differences(example(), other).empty());
}

TEST_CASE("another error, descriptor, line or note is a difference") {
  const auto differs = [](void (*change)(Step&)) {
    Trace other = example();
    change(other.steps[0]);
    const auto lines = differences(example(), other);
    return !lines.empty() && lines[0] == "step 1 differs:";
  };
  CHECK(differs([](Step& step) { step.error = "EAGAIN"; }));
  CHECK(differs([](Step& step) { step.descriptor.reset(); }));
  CHECK(differs([](Step& step) { step.source->line = 69; }));
  CHECK(differs([](Step& step) { step.note = "Another."; }));
  CHECK(differs([](Step& step) { step.phase = Step::Phase::kWhole; }));
  CHECK(differs([](Step& step) { step.bytes = "ho\n"; }));
}

TEST_CASE("a step that is missing is shown as nothing") {
  Trace other = example();
  other.steps.pop_back();
  const auto lines = differences(example(), other);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "step 2 differs:");
  CHECK(lines[2] == "  now:      nothing");
}

TEST_CASE("a file that is no trace is refused") {
  CHECK_THROWS_AS(fromJson("{\"version\": 2}"), std::runtime_error);
  CHECK_THROWS(fromJson("[]"));
  CHECK_THROWS(fromJson("no JSON"));
}
