#include "tools/tour/Catalogue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "common/testing/TemporaryFolder.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTwoChapters = R"(
[[part]]
title = "Part I"
[[part.chapter]]
number = 1
name = "blocking"
title = "Blocking calls"
question = "what happens while recv waits?"
programs = ["echo_blocking", "echo_threads"]
[[part.chapter]]
number = 2
name = "nonblocking"
title = "Non-blocking calls"
question = "what does EAGAIN cost?"
programs = ["echo_nonblocking"]
)";

// A project whose chapter 01 is ready and whose chapter 02 is planned.
class ListedProject {
 public:
  explicit ListedProject(std::string_view chapters = kTwoChapters) {
    folder_.write("chapters/chapters.toml", chapters);
    fs::create_directories(folder_.path() / "chapters" / "01-blocking");
  }

  Catalogue catalogue() const { return Catalogue(folder_.path()); }

  std::string usageError(std::string_view word) const {
    try {
      catalogue().find(word);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "found";
  }

  std::string error() const {
    try {
      catalogue();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "no error";
  }

 private:
  testing::TemporaryFolder folder_;
};

TEST_CASE("a chapter knows its folder, its part and its programs") {
  const Catalogue catalogue = ListedProject().catalogue();
  REQUIRE(catalogue.chapters().size() == 2);
  const Chapter& chapter = catalogue.chapters()[0];
  CHECK(chapter.number == 1);
  CHECK(chapter.folder == "01-blocking");
  CHECK(chapter.part == "Part I");
  CHECK(chapter.title == "Blocking calls");
  CHECK(chapter.question == "what happens while recv waits?");
  CHECK(chapter.programs.front() == "echo_blocking");
  CHECK(chapter.ready);
  CHECK_FALSE(catalogue.chapters()[1].ready);
}

TEST_CASE("a chapter has four names") {
  const Catalogue catalogue = ListedProject().catalogue();
  for (const char* word : {"1", "01", "001", "blocking", "01-blocking"}) {
    CAPTURE(word);
    CHECK(catalogue.find(word).number == 1);
  }
}

TEST_CASE("an unknown chapter is answered with the nearest") {
  const ListedProject project;
  CHECK(project.usageError("blockign") ==
        "no chapter 'blockign'; did you mean 'blocking'?");
  CHECK(project.usageError("01-blokking") ==
        "no chapter '01-blokking'; did you mean '01-blocking'?");
  CHECK(project.usageError("99") ==
        "no chapter '99'; did you mean '02-nonblocking'?");
  CHECK(project.usageError("0") ==
        "no chapter '0'; did you mean '01-blocking'?");
  CHECK(contains(project.usageError(std::string(50, '9')), "02-nonblocking"));
  CHECK(contains(project.usageError(""), "did you mean"));
}

TEST_CASE("a planned chapter is not mistaken for an unknown one") {
  CHECK(contains(ListedProject().usageError("2"),
                 "chapter 02-nonblocking is planned, but not written yet"));
}

TEST_CASE("an unknown program is answered with the nearest") {
  const Catalogue catalogue = ListedProject().catalogue();
  const Chapter& chapter = catalogue.find("1");
  CHECK(chapter.program("echo_threads") == "echo_threads");
  CHECK_THROWS_WITH_AS(chapter.program("echo_thraeds"),
                       "no program 'echo_thraeds' in 01-blocking; did you mean "
                       "'echo_threads'?",
                       UsageError);
}

TEST_CASE("a wrong chapters.toml is one line that names the place") {
  const auto errorIn = [](std::string_view text) {
    const std::string error = ListedProject(text).error();
    CAPTURE(error);
    CHECK(error.starts_with("chapters/chapters.toml:"));
    CHECK(lines(error) == 0);
    return error;
  };
  errorIn("[[part");
  CHECK(contains(errorIn(""), "there must be a [[part]]"));
  CHECK(contains(errorIn("[[part]]\ntitle = \"I\""),
                 "there must be a [[chapter]]"));
  CHECK(contains(errorIn("[[part]]\ntitle = 1"), "'title' must be a text"));

  std::string text(kTwoChapters);
  CHECK(
      contains(errorIn(text.replace(text.find("number = 2"), 10, "number = 3")),
               "chapter nonblocking must have number 2"));
  CHECK(contains(errorIn(text.replace(text.find("[\"echo_n"), 8, "[1, \"n")),
                 "chapters.toml:15: 'programs' must hold only names"));
}

TEST_CASE("a missing chapters.toml is one line, too") {
  const testing::TemporaryFolder folder;
  CHECK_THROWS_AS(Catalogue(folder.path()), std::runtime_error);
}

std::set<std::string> namesIn(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory() || entry.path().extension() == ".cc" ||
        entry.path().extension() == ".c") {
      names.insert(entry.path().stem());
    }
  }
  return names;
}

TEST_CASE("every folder of chapters is in chapters.toml") {
  const Catalogue catalogue(ONELOOP_ROOT);
  for (const std::string& folder : namesIn(ONELOOP_ROOT "/chapters")) {
    CAPTURE(folder);
    CHECK_NOTHROW(catalogue.find(folder));
  }
}

TEST_CASE("chapters.toml lists the programs that a chapter has") {
  const Catalogue catalogue(ONELOOP_ROOT);
  for (const Chapter& chapter : catalogue.chapters()) {
    if (!chapter.ready) continue;
    CAPTURE(chapter.folder);
    const std::set<std::string> listed(chapter.programs.begin(),
                                       chapter.programs.end());
    CHECK(listed == namesIn(fs::path(ONELOOP_ROOT) / "chapters" /
                            chapter.folder / "programs"));
  }
}

}  // namespace
}  // namespace oneloop::tour
