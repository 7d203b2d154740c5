// How builds go wrong, shown in a project that needs no compiler.

#include "tools/tour/Builder.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include "common/testing/Process.h"
#include "common/testing/TemporaryFolder.h"
#include "common/testing/procfs.h"
#include "common/testing/waitUntil.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;
using testing::ExitStatus;

constexpr std::string_view kChapters = R"(
[[part]]
title = "Part I"
[[part.chapter]]
number = 1
name = "one"
title = "One"
question = "does it build?"
programs = ["good", "broken", "slow", "unlisted"]
)";

constexpr std::string_view kPresets = R"({
  "version": 5,
  "configurePresets": [
    { "name": "dev", "generator": "Ninja",
      "binaryDir": "${sourceDir}/build/dev" } ]
})";

// What is built is a copy of /bin/sh, or a message like a compiler's.
constexpr std::string_view kTargets = R"(
cmake_minimum_required(VERSION 3.24)
project(fake LANGUAGES NONE)
set(bin "${PROJECT_BINARY_DIR}/bin/01-one")
file(MAKE_DIRECTORY "${bin}")
add_custom_target(01-one.good COMMAND cp /bin/sh "${bin}/good")
add_custom_target(01-one.broken
  COMMAND echo "broken.cc:3:1: error: no such name" COMMAND false)
add_custom_target(01-one.slow
  COMMAND sh -c "echo $$ > '${PROJECT_SOURCE_DIR}/pid'; exec sleep 600" VERBATIM)
)";

class BuiltProject {
 public:
  BuiltProject() {
    folder_.write("chapters/chapters.toml", kChapters);
    folder_.write("chapters/01-one/README.md", "# One\n");
    folder_.write("CMakePresets.json", kPresets);
    folder_.write("CMakeLists.txt", kTargets);
  }

  std::string root() const { return folder_.path().string(); }
  const testing::TemporaryFolder& folder() const { return folder_; }

  std::vector<std::string> environment() const { return environmentOf(root()); }

  Outcome which(const std::string& program) const {
    return outcomeOf({ONELOOP_TOUR, "which", "01", program}, environment());
  }

 private:
  testing::TemporaryFolder folder_;
};

TEST_CASE("a build folder is made when it is missing, and made again") {
  const BuiltProject project;
  const std::string path = project.root() + "/build/dev/bin/01-one/good\n";
  for (const char* state : {"never built", "up to date", "deleted"}) {
    CAPTURE(state);
    const Outcome outcome = project.which("good");
    CHECK(outcome.errors.empty());
    CHECK(outcome.output == path);
    CHECK(outcome.status == ExitStatus{});
    if (std::string(state) == "up to date") {
      fs::remove_all(project.root() + "/build");
    }
  }
}

TEST_CASE("a tree that was moved is configured again") {
  const BuiltProject project;
  project.which("good");
  const testing::TemporaryFolder other;
  const std::string moved = other.path() / "moved";
  fs::rename(project.root(), moved);
  const Outcome outcome =
      outcomeOf({ONELOOP_TOUR, "which", "01", "good"}, environmentOf(moved));
  CHECK(outcome.errors.empty());
  CHECK(outcome.output == moved + "/build/dev/bin/01-one/good\n");
}

TEST_CASE("a failed build shows the compiler's words and says what failed") {
  const Outcome outcome = BuiltProject().which("broken");
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(outcome.output.empty());
  CHECK(outcome.errors ==
        "broken.cc:3:1: error: no such name\n"
        "tour: building '01-one.broken' failed: see above\n");
}

TEST_CASE("a program that CMakeLists.txt does not list is a failed build") {
  const Outcome outcome = BuiltProject().which("unlisted");
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(contains(outcome.errors, "unknown target '01-one.unlisted'"));
}

TEST_CASE("a configuration that fails says why, and heals when it is mended") {
  const BuiltProject project;
  project.folder().write("CMakeLists.txt",
                         std::string(kTargets) + "message(FATAL_ERROR oops)\n");
  const Outcome outcome = project.which("good");
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(contains(outcome.errors, "oops"));
  CHECK(outcome.errors.ends_with(
      "tour: configuring preset 'dev' failed: see above\n"));
  project.folder().write("CMakeLists.txt", kTargets);
  CHECK(project.which("good").status == ExitStatus{});
}

TEST_CASE("without cmake there is one line") {
  const BuiltProject project;
  auto environment = project.environment();
  environment.emplace_back("PATH=" + project.root());
  const Outcome outcome =
      outcomeOf({ONELOOP_TOUR, "which", "01", "good"}, environment);
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(outcome.errors == "tour: exec cmake: No such file or directory\n");
}

// Starts the slow build, and returns the id of the process it waits for.
pid_t waitForSlowBuild(const BuiltProject& project) {
  std::string text;
  testing::waitUntil("the build runs", [&] {
    text = project.folder().read("pid");
    return text.ends_with('\n');
  });
  return std::stoi(text);
}

TEST_CASE("a signal in mid-build ends the tour and leaves no process behind") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const BuiltProject project;
    testing::Process tour({ONELOOP_TOUR, "which", "01", "slow"},
                          {.environment = project.environment()});
    const pid_t compiler = waitForSlowBuild(project);
    tour.signal(signal);
    CHECK(tour.wait() == ExitStatus{0, signal});
    testing::waitUntil("the build's process has ended", [&] {
      return ::kill(compiler, 0) < 0 && errno == ESRCH;
    });
  }
}

TEST_CASE("two tours take turns in the same build folder") {
  const BuiltProject project;
  testing::Process first({ONELOOP_TOUR, "which", "01", "slow"},
                         {.environment = project.environment()});
  waitForSlowBuild(project);
  testing::Process second({ONELOOP_TOUR, "which", "01", "good"},
                          {.environment = project.environment()});
  testing::procfs::waitUntilAsleepIn(
      second.pid(), {fmt::format("system call {}", SYS_flock)});
  first.signal(SIGTERM);
  CHECK(second.readRest() == project.root() + "/build/dev/bin/01-one/good\n");
}

}  // namespace
}  // namespace oneloop::tour
