// exercise.toml and order.toml: what is read, searched, and refused.

#include "tools/tour/exercises/Workbook.h"

#include <doctest/doctest.h>

#include <functional>

#include "tools/tour/UsageError.h"
#include "tools/tour/tests/exercises/LearnersProject.h"

namespace oneloop::tour {
namespace {

constexpr const char* kToml = "exercises/01-start/first/exercise.toml";
constexpr const char* kOrder = "exercises/01-start/order.toml";

std::string replaced(std::string text, std::string_view from,
                     std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// What the workbook says when `from` stands as `to` in `file`.
std::string refusal(const char* file, std::string_view from,
                    std::string_view to) {
  const LearnersProject project;
  project.folder().write(file, replaced(project.folder().read(file), from, to));
  try {
    const Workbook workbook(project.root());
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "accepted";
}

void checkRefused(std::string_view from, std::string_view to, int line,
                  const std::string& what) {
  CHECK(refusal(kToml, from, to) ==
        std::string(kToml) + ":" + std::to_string(line) + ": " + what);
}

TEST_CASE("the exercises come in the order of order.toml") {
  const LearnersProject project;
  const Workbook workbook(project.root());
  REQUIRE(workbook.exercises().size() == 2);
  const Exercise& second = workbook.exercises()[1];
  CHECK(second.id == "second");
  CHECK(second.chapter == "01-start");
  CHECK(second.kind == "fix");
  CHECK(second.minutes == 5);
  CHECK(second.prerequisites == std::vector<std::string>{"first"});
  CHECK(second.hints[2] == "nearly second");
  CHECK(second.firstFile() == "exercises/01-start/second/oneloop/answer.cc");
  CHECK(workbook.indexOf(second) == 1);
  CHECK_THROWS_WITH_AS(workbook.find("firzt"),
                       "no exercise 'firzt'; did you mean 'first'?",
                       UsageError);
}

TEST_CASE("a mistake in exercise.toml is one line with its place") {
  checkRefused("id = \"first\"", "id = \"firzt\"", 1,
               "'id' must be the folder's name, 'first'");
  checkRefused("\"fix\"", "\"mend\"", 3,
               "'kind' must be one of implement, fix, predict, measure");
  checkRefused("minutes = 5", "minutes = 90", 4,
               "'minutes' must be a number from 5 to 30");
  checkRefused("difficulty = 1", "difficulty = \"1\"", 5,
               "'difficulty' must be a number from 1 to 5");
  checkRefused("requires = []", "requires = 1", 6,
               "'requires' must be a list of texts");
  checkRefused("\"answer.cc\"", "\"../answer.cc\"", 7,
               "'edit' must be a list of names of files");
  checkRefused("\"answer.cc\"", "\"oneloop/a.cc\", \"answer.cc\"", 7,
               "the files of 'edit' must be in one folder");
  checkRefused("\"pointer first\"", "\"nudge first\"", 9,
               "'hints' must be three different texts");
  checkRefused("hints =", "hint =", 9, "no key 'hint'; did you mean 'hints'?");
  checkRefused("why = \"Because", "why = \"\" # \"Because", 10,
               "'why' must be a text");
  checkRefused("check =", "chexk =", 13, "'fails.check' must be a text");
}

TEST_CASE("what is no TOML at all is one line, too") {
  const std::string line = refusal(kToml, "title = ", "title ");
  CHECK(line.starts_with(std::string(kToml) + ":2: "));
  CHECK(line.find('\n') == std::string::npos);
}

TEST_CASE("order.toml and the folders must agree") {
  const std::string place = std::string(kOrder) + ":1: ";
  CHECK(refusal(kOrder, ", \"second\"", "") ==
        place + "'second' has a folder, but is not listed");
  CHECK(refusal(kOrder, "\"second\"", "\"first\"") ==
        place + "'first' is listed twice");
  CHECK(refusal(kOrder, "\"first\", \"second\"", "\"second\", \"first\"") ==
        place + "'second' requires 'first', which must come before it");
  CHECK(refusal(kOrder, "\"second\"]", "\"second\", \"third\"]") ==
        "exercises/01-start/third/exercise.toml is missing; to get it back: "
        "git checkout -- exercises/01-start/third/exercise.toml");
}

TEST_CASE("a search finds words in title, kind, task and source") {
  const LearnersProject project;
  const Workbook workbook(project.root());
  const Exercise& first = workbook.exercises()[0];
  CHECK(matches(first, {}));
  CHECK(matches(first, {"FIRST", "fix"}));
  CHECK(matches(first, {"send(2)", "wrong", "01"}));
  CHECK_FALSE(matches(first, {"fix", "second"}));
  // Not in what would give the answer away.
  CHECK_FALSE(matches(first, {"nudge"}));
}

}  // namespace
}  // namespace oneloop::tour
