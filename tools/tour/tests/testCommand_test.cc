// ./tour test, in a project whose tests need no compiler.

#include <doctest/doctest.h>

#include "common/testing/TemporaryFolder.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

using testing::ExitStatus;

constexpr std::string_view kChapters = R"(
[[part]]
title = "Part I"
[[part.chapter]]
number = 1
name = "one"
title = "One"
question = "does it pass?"
programs = ["one"]
[[part.chapter]]
number = 2
name = "two"
title = "Two"
question = "does it fail?"
programs = ["two"]
[[part.chapter]]
number = 3
name = "three"
title = "Three"
question = "is it tested?"
programs = ["three"]
)";

constexpr std::string_view kPresets = R"({
  "version": 5,
  "configurePresets": [
    { "name": "dev", "generator": "Ninja",
      "binaryDir": "${sourceDir}/build/dev" } ]
})";

constexpr std::string_view kTests = R"(
cmake_minimum_required(VERSION 3.24)
project(fake LANGUAGES NONE)
enable_testing()
add_custom_target(01-one)
add_custom_target(02-two)
add_custom_target(03-three)
add_test(NAME "01-one: passes" COMMAND true)
add_test(NAME "01-one: skips" COMMAND echo "[SKIPPED] no io_uring here")
set_tests_properties("01-one: skips" PROPERTIES
  SKIP_REGULAR_EXPRESSION "\\[SKIPPED\\]")
add_test(NAME "02-two: fails" COMMAND sh -c "echo the reason; false")
set_tests_properties("01-one: passes" "01-one: skips" PROPERTIES LABELS 01-one)
set_tests_properties("02-two: fails" PROPERTIES LABELS 02-two)
)";

class TestedProject {
 public:
  TestedProject() {
    folder_.write("chapters/chapters.toml", kChapters);
    for (const char* chapter : {"01-one", "02-two", "03-three"}) {
      folder_.write(std::string("chapters/") + chapter + "/README.md", "#\n");
    }
    folder_.write("CMakePresets.json", kPresets);
    folder_.write("CMakeLists.txt", kTests);
  }

  Outcome test(std::vector<std::string> words) const {
    words.insert(words.begin(), {ONELOOP_TOUR, "test"});
    return outcomeOf(words, environmentOf(folder_.path().string()));
  }

 private:
  testing::TemporaryFolder folder_;
};

TEST_CASE("test NN runs one chapter's tests and names the skipped ones") {
  const Outcome outcome = TestedProject().test({"1"});
  CHECK(outcome.status == ExitStatus{});
  CHECK(contains(outcome.output, "100% tests passed, 0 tests failed out of 2"));
  CHECK(outcome.output.ends_with(
      "passed 1, failed 0, skipped 1\n"
      "  skipped: 01-one: skips (no io_uring here)\n"));
  CHECK_FALSE(contains(outcome.output, "02-two"));
}

TEST_CASE("a failed test shows what it printed and makes test fail") {
  const Outcome outcome = TestedProject().test({});
  CHECK(outcome.status == ExitStatus{8, 0});  // what CTest returns then
  CHECK(contains(outcome.output, "the reason"));
  CHECK(contains(outcome.output, "passed 1, failed 1, skipped 1\n"));
}

TEST_CASE("a chapter without tests is not a chapter whose tests pass") {
  const Outcome outcome = TestedProject().test({"three"});
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(contains(outcome.errors, "tour: no test has run\n"));
}

}  // namespace
}  // namespace oneloop::tour
