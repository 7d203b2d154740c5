// diff and show, in a project of three chapters that has nothing to build.

#include "tools/tour/Layers.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "common/testing/TemporaryFolder.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

using testing::ExitStatus;

// A catalogue of chapters 1 to 11; only those with a folder are ready.
std::string chaptersToml() {
  std::string text = "[[part]]\ntitle = \"Part I\"\n";
  for (int number = 1; number <= 11; ++number) {
    text += fmt::format(R"(
[[part.chapter]]
number = {}
name = "{:c}"
title = "-"
question = "?"
programs = ["p"]
)",
                        number, 'a' + number - 1);
  }
  return text;
}

// Chapter 09-i has a cup and a lid; 10-j makes the cup larger and adds a spoon;
// 11-k takes the lid away.
class LayeredProject {
 public:
  LayeredProject() {
    folder_.write("chapters/chapters.toml", chaptersToml());
    folder_.write(
        "CMakeLists.txt",
        "# add_chapter(08-h ADDS no.cc)\n"
        "add_chapter(01-a ADDS programs/p.cc)\n"
        "add_chapter(09-i\n  ADDS oneloop/Cup.h oneloop/Lid.h  # new\n"
        "       tests/Cup_test.cc)\n"
        "add_chapter(10-j ADDS oneloop/Spoon.h\n"
        "  CHANGES oneloop/Cup.h)\n"
        "add_chapter(11-k REMOVES oneloop/Lid.h)\n");
    folder_.write("chapters/01-a/programs/p.cc", "");
    folder_.write("chapters/09-i/oneloop/Cup.h", "int sips = 3;\n");
    folder_.write("chapters/09-i/oneloop/Lid.h", "bool open;\n");
    folder_.write("chapters/09-i/tests/Cup_test.cc", "// 09\n");
    folder_.write("chapters/10-j/oneloop/Cup.h", "int sips = 4;\n");
    folder_.write("chapters/10-j/oneloop/Spoon.h", "int spoon;\n");
    folder_.write("chapters/11-k/README.md", "");
    folder_.write("common/Fd.h", "// a descriptor\n");
    folder_.write("common/tests/Fd_test.cc", "// its test\n");
    for (const char* file : {"tree", "build", "dependencies", "tests"}) {
      folder_.write("cmake/" + std::string(file) + ".cmake", file);
    }
  }

  Outcome tour(std::vector<std::string> words) const {
    words.insert(words.begin(), ONELOOP_TOUR);
    return outcomeOf(words, environmentOf(folder_.path()));
  }

  std::string refusalOf(const std::vector<std::string>& words) const {
    const Outcome outcome = tour(words);
    CHECK(outcome.status == ExitStatus{2, 0});
    CHECK(outcome.output.empty());
    CHECK(lines(outcome.errors) == 1);
    return outcome.errors;
  }

  const testing::TemporaryFolder& folder() const { return folder_; }
  std::string at(const std::string& path) const {
    return (folder_.path() / path).string();
  }

 private:
  testing::TemporaryFolder folder_;
};

constexpr const char* kCup =
    "--- 09-i/oneloop/Cup.h\n"
    "+++ 10-j/oneloop/Cup.h\n"
    "@@ -1 +1 @@\n"
    "-int sips = 3;\n"
    "+int sips = 4;\n";

TEST_CASE("a planned chapter is refused in one line") {
  const LayeredProject project;
  for (const char* command : {"diff", "test", "run", "which"}) {
    CHECK(contains(project.refusalOf({command, "2"}),
                   "chapter 02-b is planned, but not written yet; try "
                   "'./tour list'"));
  }
}

TEST_CASE("a layer inherits what it does not add, change or remove") {
  const LayeredProject project;
  const Layers layers(project.folder().path());
  const Catalogue catalogue(project.folder().path());
  CHECK(layers.tree(layers.find(catalogue.find("11"))) ==
        Tree{{"oneloop/Cup.h", "10-j"},
             {"oneloop/Spoon.h", "10-j"},
             {"tests/Cup_test.cc", "09-i"}});
  CHECK(layers.treeBefore(layers.find(catalogue.find("9"))).empty());
}

TEST_CASE("diff lists what is new, and shows each change") {
  const Outcome outcome = LayeredProject().tour({"diff", "10"});
  CHECK(outcome.status == ExitStatus{});
  CHECK(outcome.output ==
        std::string("10-j adds:\n  oneloop/Spoon.h\n") + kCup);
  CHECK(contains(LayeredProject().tour({"diff", "11"}).output,
                 "11-k removes:\n  oneloop/Lid.h\n"));
}

TEST_CASE("diff of one file: changed, new, or removed") {
  const LayeredProject project;
  CHECK(project.tour({"diff", "10", "oneloop/Cup.h"}).output == kCup);
  CHECK(project.tour({"diff", "10", "Cup.h"}).output == kCup);
  CHECK(project.tour({"diff", "10", "Spoon.h"}).output ==
        "--- /dev/null\n"
        "+++ 10-j/oneloop/Spoon.h\n"
        "@@ -0,0 +1 @@\n"
        "+int spoon;\n");
  CHECK(contains(project.tour({"diff", "11", "Lid.h"}).output,
                 "--- 09-i/oneloop/Lid.h\n+++ /dev/null\n"));
}

TEST_CASE("diff into a pager that was left says nothing more") {
  const LayeredProject project;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "int more;\n";
  project.folder().write("chapters/10-j/oneloop/Cup.h", text);
  const Outcome outcome =
      outcomeOf({"sh", "-c", "\"$0\" diff 10 | head -n 1", ONELOOP_TOUR},
                environmentOf(project.folder().path()));
  CHECK(outcome.output == "10-j adds:\n");
  CHECK(outcome.errors.empty());
}

TEST_CASE("diff and show refuse in one line what they cannot do") {
  const LayeredProject project;
  CHECK(project.refusalOf({"diff"}) ==
        "tour: 'diff' needs a chapter: ./tour diff 12\n");
  CHECK(project.refusalOf({"diff", "01"}) ==
        "tour: 01-a stands alone: all of it is in chapters/01-a; the chapters "
        "build on each other from 09 on\n");
  CHECK(project.refusalOf({"diff", "10", "oneloop/Cpu.h"}) ==
        "tour: no file 'oneloop/Cpu.h'; did you mean 'oneloop/Cup.h'?\n");
  CHECK(project.refusalOf({"diff", "11", "Cup.h"}) ==
        "tour: 11-k does not change oneloop/Cup.h: it has the one of 10-j\n");
  CHECK(contains(project.refusalOf({"show", "10"}),
                 "'show' needs a chapter and a folder"));
  CHECK(contains(project.refusalOf({"show", "1", project.at("new")}),
                 "01-a stands alone"));
}

TEST_CASE("show writes the tree of a chapter, and where each file is from") {
  const LayeredProject project;
  const Outcome outcome = project.tour({"show", "11", project.at("new/tree")});
  CHECK(outcome.status == ExitStatus{});
  CHECK(outcome.errors == "");
  const auto read = [&](const std::string& file) {
    return project.folder().read("new/tree/" + file);
  };
  CHECK(read("oneloop/Cup.h") == "int sips = 4;\n");
  CHECK(read("tests/Cup_test.cc") == "// 09\n");
  CHECK(read("common/Fd.h") == "// a descriptor\n");
  CHECK(read("CMakeLists.txt") == "tree");
  CHECK(contains(read("README.md"), "| oneloop/Cup.h | 10-j |"));
  CHECK(read("oneloop/Lid.h") == "");
  CHECK(read("common/tests/Fd_test.cc") == "");
}

TEST_CASE("show leaves a folder alone that is not empty") {
  const LayeredProject project;
  project.folder().write("mine/notes.txt", "keep me");
  CHECK(contains(project.refusalOf({"show", "10", project.at("mine")}),
                 "is not an empty folder"));
  CHECK(
      contains(project.refusalOf({"show", "10", project.at("mine/notes.txt")}),
               "is not an empty folder"));
  CHECK(project.folder().read("mine/notes.txt") == "keep me");
  std::filesystem::create_directory(project.at("empty"));
  CHECK(project.tour({"show", "10", project.at("empty")}).status ==
        ExitStatus{});
}

TEST_CASE("a chapter that CMakeLists.txt does not list is an error") {
  const LayeredProject project;
  project.folder().write("CMakeLists.txt", "");
  const Outcome outcome = project.tour({"diff", "10"});
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(outcome.errors ==
        "tour: CMakeLists.txt has no add_chapter(10-j ...)\n");
}

}  // namespace
}  // namespace oneloop::tour
