#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Needs.h"
#include "common/testing/Process.h"
#include "common/testing/Steps.h"
#include "common/testing/ioUring.h"
#include "common/testing/learnersProgram.h"
#include "common/testing/strace.h"

namespace oneloop::testing {
namespace {

const Needs ioUring(ioUringMissing);
const Needs trace(straceMissing);

// What the program made at first: a call a message, and one at the end, in
// which the ring is emptied.
constexpr double kAtFirst = 101;

constexpr int kMessages = 100;

struct Run {
  std::size_t calls = 0;
  long submitted = 0;        // operations, in all these calls
  std::size_t receives = 0;  // calls that receive, without the ring
  int right = 0;
  int kCalls = 0;
};

Run run() {
  Process program(
      underStrace("socketpair,io_uring_enter,read,readv,recvfrom,recvmsg,"
                  "recvmmsg",
                  {learnersProgram()}),
      withoutLeakCheck());
  const std::string said = program.readRest();
  const ExitStatus status = program.wait();
  Run result;
  if (status != ExitStatus{} ||
      std::sscanf(said.c_str(), "%d messages are right, kCalls is %d",
                  &result.right, &result.kCalls) != 2) {
    throw Failure(
        "your program",
        fmt::format("{}, on stderr: {}", status.toString(), program.errors()));
  }
  bool started = false;  // what the loader reads is not counted
  for (const SystemCall& call : systemCalls(program.errors())) {
    if (call.name == "socketpair") {
      started = true;
    } else if (call.name == "io_uring_enter") {
      ++result.calls;
      result.submitted += std::max(call.result, 0L);
    } else if (started) {
      ++result.receives;
    }
  }
  tellMeasured(fmt::format("{} calls of io_uring_enter", result.calls));
  return result;
}

TEST_CASE("a hundred messages cost at most three calls") {
  const Run seen = run();
  if (seen.right != kMessages) {
    throw Failure("your program", fmt::format("{} of {} messages are right",
                                              seen.right, kMessages));
  }
  if (seen.receives > 0) {
    throw Failure("your program",
                  fmt::format("receives with {} calls of recv or read: leave "
                              "that to the ring",
                              seen.receives));
  }
  if (seen.submitted < kMessages) {
    throw Failure("your program",
                  fmt::format("submits {} operations: {} messages want one "
                              "each",
                              seen.submitted, kMessages));
  }
  if (seen.calls > 3) {
    throw Failure("your program",
                  fmt::format("{} calls; the limit is 3", seen.calls));
  }
}

TEST_CASE("what it cost before is known") {
  compareNumber("kCalls", run().kCalls, kAtFirst, 1.05);
}

}  // namespace
}  // namespace oneloop::testing
