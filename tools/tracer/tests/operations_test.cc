#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "common/testing/ioUring.h"
#include "common/testing/skip.h"
#include "common/testing/strace.h"
#include "tools/tracer/notes.h"
#include "tools/tracer/operations.h"
#include "tools/tracer/record.h"

using namespace oneloop::tracer;
namespace testing = oneloop::testing;
using Phase = Step::Phase;

namespace {

const std::string kEchoUring = ONELOOP_BIN "/07-asynchronous/echo_uring";

// What strace shows of a line that the program prints.
Call printed(const std::string& line) {
  auto calls =
      parseStrace("7 1.0 write(2, \"" + line + "\\n\", 9) = 9 <0.000010>\n");
  readOperations(calls);
  return calls.at(0);
}

Step operation(const std::string& call, const std::string& result = "") {
  Step step;
  step.lane = "server";
  step.call = call;
  step.result = result;
  return step;
}

Step about(const std::string& descriptor, Step step) {
  step.descriptor = descriptor;
  return step;
}

Step enter(const std::string& arguments, Phase phase) {
  Step step = operation("io_uring_enter", "1");
  step.arguments = arguments;
  step.phase = phase;
  return step;
}

Trace traceOf(std::vector<Step> steps) {
  Trace trace;
  trace.lanes = {{"server", "server thread", "thread"},
                 {"client-a", "client A", "client"}};
  trace.steps = std::move(steps);
  return trace;
}

std::string firstNote(std::vector<Step> steps) {
  Trace trace = traceOf(std::move(steps));
  addNotes(trace);
  return trace.steps.front().note;
}

// "prepare recv on conn-a", and "sleeps" where a call does.
std::vector<std::string> callsOf(const Trace& trace) {
  std::vector<std::string> lines;
  for (const Step& step : trace.steps) {
    std::string line = step.call;
    if (step.phase == Phase::kEnter) line += " sleeps";
    if (step.phase == Phase::kReturn) line += " returns";
    if (step.descriptor) line += " on " + *step.descriptor;
    lines.push_back(line);
  }
  return lines;
}

void checkOrder(const std::vector<std::string>& lines,
                const std::vector<std::string>& expected) {
  const auto found = std::ranges::search(lines, expected);
  CHECK_MESSAGE(!found.empty(), "no steps in a row are: " << expected.front());
}

}  // namespace

TEST_CASE("a line about an operation that is prepared becomes a call") {
  const Call call = printed("prepare  recv 7");
  CHECK(call.name == "prepare recv");
  CHECK(call.arguments == "7");
  CHECK(call.result.empty());
  CHECK(call.returned);
  CHECK(operationOf(call.name) == "recv");
}

TEST_CASE("a line about a completion becomes a call with a result") {
  const Call call = printed("complete recv 7 = 6, F_MORE, buffer 2");
  CHECK(call.name == "complete recv");
  CHECK(call.arguments == "7");
  CHECK(call.result == "6, F_MORE, buffer 2");
  CHECK(bytesMoved(call.name, call.result) == 6);

  const Call failed = printed("complete accept 4 = -ECANCELED");
  CHECK(failed.result == "-ECANCELED");
  CHECK(bytesMoved(failed.name, failed.result) == 0);

  const Call all = printed("complete cancel all = 2");
  CHECK(all.name == "complete cancel");
  CHECK(all.arguments == "all");
}

TEST_CASE("what else a program prints stays a call of write") {
  CHECK(printed("submit   2, wait for 1").name == "write");
  CHECK(printed("listening on 127.0.0.1:2007").name == "write");
  CHECK(printed("complete").name == "write");
  CHECK(operationOf("write").empty());
  std::vector<Call> calls =
      parseStrace("7 1.0 write(5, \"prepare  recv 7\\n\", 16) = 16 <0.1>\n");
  readOperations(calls);
  CHECK(calls.at(0).name == "write");
}

TEST_CASE("the notes say that an operation is no system call") {
  CHECK(firstNote({about("conn-a", operation("prepare recv"))}) ==
        "No system call: the server writes a recv on client A's connection "
        "into the submission queue.");
  CHECK(firstNote({about("conn-a", operation("complete recv", "6, F_MORE"))}) ==
        "No system call: the server takes the completion of the recv: the "
        "kernel has put 6 bytes of client A into the buffer. The recv goes on "
        "(F_MORE).");
  CHECK(firstNote({about("conn-a", operation("complete recv", "0"))}) ==
        "No system call: the server takes the completion of the recv: client A "
        "has closed.");
  CHECK(firstNote({about("stop", operation("complete poll", "-ECANCELED"))}) ==
        "No system call: the server takes the completion of the poll: it was "
        "cancelled.");
}

TEST_CASE("the note of io_uring_enter counts what goes in and what comes out") {
  const std::string arguments = "5, 2, 1, IORING_ENTER_GETEVENTS";
  CHECK(firstNote({enter(arguments, Phase::kEnter)}) ==
        "The server submits 2 operations and sleeps: it waits for 1 "
        "completion.");
  CHECK(firstNote({enter(arguments, Phase::kReturn),
                   operation("complete accept", "6"), operation("prepare recv"),
                   operation("complete send", "4"),
                   enter(arguments, Phase::kWhole),
                   operation("complete recv", "4")}) ==
        "io_uring_enter returns: the kernel has done its part, 2 completions "
        "are in the queue.");
}

TEST_CASE("operations stand between the calls that submit them") {
  if (!testing::straceWorks()) return testing::skip("strace may not run here");
  if (const auto why = testing::ioUringMissing(); !why.empty()) {
    return testing::skip(why);
  }
  if (!std::filesystem::exists(kEchoUring)) {
    return testing::skip("echo_uring is not built: liburing is missing");
  }
  const Trace trace = record({"07-asynchronous", kEchoUring, {"--show"}});
  const auto lines = callsOf(trace);
  checkOrder(lines,
             {"send", "io_uring_enter returns on ring",
              "complete recv on conn-a", "prepare send on conn-a",
              "io_uring_enter on ring", "complete send on conn-a",
              "prepare recv on conn-a", "io_uring_enter sleeps on ring"});
  CHECK(std::ranges::count(lines, "write") == 0);
  const auto prepared =
      std::ranges::find(trace.steps, "prepare send", &Step::call);
  REQUIRE(prepared != trace.steps.end());
  REQUIRE(prepared->source.has_value());
  CHECK(prepared->source->text.find("io_uring_prep_send") != std::string::npos);
}
