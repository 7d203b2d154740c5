#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "common/testing/Process.h"
#include "common/testing/skip.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

using testing::ExitStatus;

// Columns on the screen: the bytes that do not continue a UTF-8 letter.
std::ptrdiff_t width(const std::string& line) {
  return std::ranges::count_if(line, [](char c) { return (c & 0xc0) != 0x80; });
}

TEST_CASE("the welcome plays chapter 01, and needs no terminal") {
  const Outcome outcome = tour({});
  CAPTURE(outcome.errors);
  REQUIRE(outcome.status == ExitStatus{});
  CHECK(outcome.errors.empty());

  // In this order.
  std::size_t from = 0;
  for (const char* words :
       {"listens on 127.0.0.1:", "A connects", "A sends    \"hello\\n\"",
        "A receives \"hello\\n\"", "B connects: that works", "B sends",
        "B waits 1 second: no answer", "A leaves", "B receives",
        "ms after B sent it", "Part I", "20  tcp-client", "The next step",
        "chapters/01-blocking/README.md", "./tour test 01"}) {
    CAPTURE(words);
    const auto found = outcome.output.find(words, from);
    REQUIRE(found != std::string::npos);
    from = found;
  }

  std::istringstream text(outcome.output);
  for (std::string line; std::getline(text, line);) {
    CAPTURE(line);
    CHECK(width(line) <= 80);
    CHECK_FALSE(line.ends_with(' '));
    CHECK(std::ranges::none_of(line, [](char c) { return 0 <= c && c < ' '; }));
  }
}

TEST_CASE("the welcome shows in which calls the server sleeps") {
  const Outcome outcome = tour({});
  if (contains(outcome.output, "waits: A's socket")) {
    return testing::skip("/proc does not show in which call a process sleeps");
  }
  CHECK(contains(outcome.output, "sleeps in accept"));
  CHECK(contains(outcome.output,
                 "B waits 1 second: no answer        │ still "
                 "sleeps in recvfrom(5)"));
}

TEST_CASE("on a terminal there are colours, and NO_COLOR takes them away") {
  if (!testing::findProgram("script")) {
    return testing::skip("script(1) is missing");
  }
  const auto onTerminal = [](const std::string& kind,
                             const std::string& noColor) {
    return outcomeOf({"script", "-qec", ONELOOP_TOUR " list", "/dev/null"},
                     {"ONELOOP_ROOT=" ONELOOP_ROOT, "TERM=" + kind,
                      "NO_COLOR=" + noColor})
        .output;
  };
  CHECK(contains(onTerminal("xterm", ""), "\x1b["));
  CHECK_FALSE(contains(onTerminal("xterm", "1"), "\x1b["));
  CHECK_FALSE(contains(onTerminal("dumb", ""), "\x1b["));
}

}  // namespace
}  // namespace oneloop::tour
