// The log of muduo's programs: what is written, and what is not even evaluated.

#include <doctest/doctest.h>

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "common/testing/Process.h"
#include "common/testing/ServerProcess.h"

namespace oneloop::testing {
namespace {

struct Said {
  std::string output;
  std::string errors;
  ExitStatus status;
};

Said logging(std::vector<std::string> environment,
             const std::string& argument = "none") {
  Process process({ONELOOP_PROGRAM("logging"), argument},
                  {.environment = std::move(environment)});
  const std::string output = process.readRest();
  const ExitStatus status = process.wait();
  return {output, process.errors(), status};
}

// The lines without time and thread: "INFO  info 1 - logging.cc:24".
std::vector<std::string> messages(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    int n = 0;
    int after = 0;
    const int found =
        std::sscanf(line.c_str(), "%8d %2d:%2d:%2d.%6dZ %d %n",  // NOLINT
                    &n, &n, &n, &n, &n, &n, &after);
    lines.push_back(found == 6 ? line.substr(static_cast<std::size_t>(after))
                               : line);
  }
  return lines;
}

bool says(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

TEST_CASE("a line has time, thread, level, text, file and line") {
  const std::vector<std::string> lines = messages(logging({}).output);
  REQUIRE(lines.size() == 8);
  CHECK(lines[0].starts_with("INFO  info 1 - logging.cc:"));
  CHECK(lines[1].starts_with("WARN  warn 2 - "));
}

TEST_CASE("an if around a line of the log keeps its else") {
  CHECK(says(logging({}).output, "ERROR error 3 - "));
}

TEST_CASE("LOG_SYSERR says what errno was") {
  CHECK(says(logging({}).output,
             "ERROR No such file or directory (errno=2) open - "));
}

TEST_CASE("every kind of value is written as muduo writes it") {
  CHECK(
      says(logging({}).output, "WARN  c1-23410.51.25textpiece(null)0070x0 - "));
  CHECK(says(logging({}).output, "WARN  1 42 -3 200 - "));
  CHECK(says(logging({}).output, "WARN  999 123k 1.50Ki - "));
}

TEST_CASE("what is below the level is not even evaluated") {
  CHECK(messages(logging({}).output).back() == "evaluated 3");
  CHECK(messages(logging({"SPDLOG_LEVEL=error"}).output).back() ==
        "evaluated 1");
  CHECK(messages(logging({"SPDLOG_LEVEL=off"}).output) ==
        std::vector<std::string>{"evaluated 0"});
}

TEST_CASE("the environment sets the level") {
  const std::string trace = logging({"MUDUO_LOG_TRACE=1"}).output;
  CHECK(says(trace, "TRACE main trace 1 - "));
  CHECK(says(trace, "DEBUG main debug 2 - "));
  CHECK_FALSE(says(logging({"MUDUO_LOG_DEBUG=1"}).output, "TRACE"));
  CHECK(says(logging({"SPDLOG_LEVEL=debug"}).output, "DEBUG main debug 1 - "));
  CHECK_FALSE(says(logging({"SPDLOG_LEVEL=warn"}).output, "INFO"));
}

TEST_CASE("the lines go to the function that the program names") {
  const Said said = logging({}, "output");
  CHECK(said.output == "evaluated 3\n");
  CHECK(messages(said.errors).size() == 7);
}

TEST_CASE("LOG_FATAL writes its line and aborts") {
  const Said said = logging({}, "fatal");
  CHECK(said.status.signal == SIGABRT);
  CHECK(says(said.output, "FATAL the end - "));
  CHECK(logging({"SPDLOG_LEVEL=off"}, "fatal").status.signal == SIGABRT);
}

}  // namespace
}  // namespace oneloop::testing
