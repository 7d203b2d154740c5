#include "tools/tour/Arguments.h"

#include <doctest/doctest.h>

#include "tools/tour/UsageError.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

struct Parsed {
  std::string chapter;
  bool matrix = false;
  std::string format = "plain";
  unsigned jobs = 0;
  std::string install = "nothing";
  std::string error;

  explicit Parsed(const std::vector<std::string>& words) {
    Arguments arguments("test", "Runs tests.");
    arguments.positional("NN", chapter, "which chapter");
    arguments.flag("--matrix", matrix, "print the matrix");
    arguments.choice("--format", format, {"plain", "json"}, "of the matrix");
    arguments.number("--jobs", jobs, "at once");
    arguments.option("--install", install, "GROUP", "what to install");
    try {
      const bool mayGoOn = arguments.parse(words);
      CHECK(mayGoOn);
    } catch (const UsageError& usageError) {
      error = usageError.what();
    }
  }
};

TEST_CASE("options may stand before and after the words") {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"01", "--matrix", "--format", "json", "--jobs", "3"},
           {"--matrix", "--format=json", "01", "--jobs=3"}}) {
    const Parsed parsed(words);
    CHECK(parsed.error.empty());
    CHECK(parsed.chapter == "01");
    CHECK(parsed.matrix);
    CHECK(parsed.format == "json");
    CHECK(parsed.jobs == 3);
  }
}

TEST_CASE("what is not given keeps its default") {
  const Parsed parsed({});
  CHECK(parsed.error.empty());
  CHECK(parsed.chapter.empty());
  CHECK_FALSE(parsed.matrix);
  CHECK(parsed.format == "plain");
  CHECK(parsed.jobs == 0);
}

TEST_CASE("an unknown option is answered with the nearest") {
  CHECK(Parsed({"--matirx"}).error ==
        "no option '--matirx' of 'test'; did you mean '--matrix'?");
  CHECK(Parsed({"01", "--job", "3"}).error ==
        "no option '--job' of 'test'; did you mean '--jobs'?");
  CHECK(contains(Parsed({"-x"}).error, "no option '-x'"));
}

TEST_CASE("an unknown value is answered with the nearest") {
  CHECK(Parsed({"--format", "jsno"}).error ==
        "no value 'jsno' of --format; did you mean 'json'?");
}

TEST_CASE("every other mistake is one line that says where to look") {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--jobs", "many"}, {"--jobs", "0"}, {"--jobs"}, {"01", "02"}}) {
    const Parsed parsed(words);
    CAPTURE(parsed.error);
    CHECK(contains(parsed.error, "./tour help test"));
    CHECK(lines(parsed.error) == 0);
  }
}

}  // namespace
}  // namespace oneloop::tour
