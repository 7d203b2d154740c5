#include "tools/tour/exercises/Progress.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <system_error>

#include "common/testing/Child.h"
#include "tools/tour/tests/Outcome.h"
#include "tools/tour/tests/exercises/LearnersProject.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

struct LearnerWithNotes {
  LearnersProject project;
  Workbook workbook{project.root()};
  const Exercise& first = workbook.exercises()[0];
  const Exercise& second = workbook.exercises()[1];

  Progress progress() const { return Progress(project.root()); }
  void write(std::string_view text) const {
    project.folder().write(".oneloop/progress.toml", text);
  }
  std::string file() const {
    return project.folder().read(".oneloop/progress.toml");
  }
};

TEST_CASE("progress is there again for the next tour") {
  const LearnerWithNotes learner;
  Progress before = learner.progress();
  CHECK_FALSE(before.passed(learner.first));
  CHECK(&before.current(learner.workbook) == &learner.first);
  before.pass(learner.first);
  before.showHint(learner.second);
  before.showHint(learner.second);

  const Progress after = learner.progress();
  CHECK(after.passed(learner.first));
  CHECK_FALSE(after.passed(learner.second));
  CHECK(after.hints(learner.second) == 2);
  CHECK(after.solved(learner.workbook) == 1);
  CHECK(&after.current(learner.workbook) == &learner.second);
}

TEST_CASE("the exercise chosen last is the current one, until it is solved") {
  const LearnerWithNotes learner;
  Progress progress = learner.progress();
  progress.choose(learner.second);
  CHECK(&progress.current(learner.workbook) == &learner.second);
  progress.pass(learner.second);
  CHECK(&progress.current(learner.workbook) == &learner.first);
  CHECK(&progress.chosen(learner.workbook) == &learner.second);
  progress.pass(learner.first);
  CHECK(progress.nextAfter(learner.workbook, learner.first) == nullptr);
}

TEST_CASE("progress goes with the id, not with the chapter") {
  const LearnerWithNotes learner;
  Progress(learner.project.root()).pass(learner.first);
  fs::rename(learner.project.root() / "exercises/01-start",
             learner.project.root() / "exercises/07-end");
  const Workbook renamed(learner.project.root());
  CHECK(learner.progress().passed(renamed.find("first")));
}

TEST_CASE("what another version of the tour has written is kept") {
  const LearnerWithNotes learner;
  learner.write(
      "mood = \"good\"\n"
      "[exercises.later]\npassed = 2030-01-01T00:00:00Z\n"
      "[exercises.first]\nstars = 3\n");
  Progress progress = learner.progress();
  progress.pass(learner.first);
  for (const char* kept : {"mood = ", "later", "2030-01-01", "stars = 3"}) {
    CAPTURE(kept);
    CHECK(contains(learner.file(), kept));
  }
  CHECK(learner.progress().passed(learner.first));
}

TEST_CASE("a file that cannot be read is moved aside, and that is told") {
  const LearnerWithNotes learner;
  learner.write("[exercises.first\n");
  Progress progress = learner.progress();
  CHECK(contains(progress.trouble(), "progress.toml:1 cannot be read"));
  CHECK(contains(progress.trouble(), ".oneloop/progress.toml.broken"));
  progress.pass(learner.second);
  CHECK(learner.project.folder().read(".oneloop/progress.toml.broken") ==
        "[exercises.first\n");

  learner.write("again\n");
  CHECK(contains(learner.progress().trouble(), "progress.toml.broken-2"));
}

TEST_CASE("two tours at once lose nothing") {
  const LearnerWithNotes learner;
  const auto showMany = [&](const Exercise& exercise) {
    return [&] {
      for (int i = 0; i < 20; ++i) {
        Progress progress(learner.project.root());
        progress.showHint(exercise);
        progress.pass(exercise);
        if (!progress.passed(exercise)) return 1;
      }
      return 0;
    };
  };
  testing::Child one(showMany(learner.first));
  testing::Child other(showMany(learner.second));
  CHECK(one.wait() == testing::ExitStatus{});
  CHECK(other.wait() == testing::ExitStatus{});
  CHECK(learner.progress().solved(learner.workbook) == 2);
  CHECK(learner.progress().trouble().empty());
}

TEST_CASE("a disk without room leaves the file as it was") {
  const LearnerWithNotes learner;
  Progress(learner.project.root()).pass(learner.first);
  const std::string before = learner.file();
  testing::Child child([&] {
    std::signal(SIGXFSZ, SIG_IGN);  // write fails instead, as on a full disk
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_FSIZE, &none);
    try {
      Progress(learner.project.root()).pass(learner.second);
    } catch (const std::system_error&) {
      return 0;
    }
    return 1;
  });
  CHECK(child.wait() == testing::ExitStatus{});
  CHECK(learner.file() == before);
  std::size_t files = 0;
  for (const auto& entry :
       fs::directory_iterator(learner.project.root() / ".oneloop")) {
    files += entry.path().extension() == ".tmp" ? 1 : 0;
  }
  CHECK(files == 0);
}

TEST_CASE("git sees nothing of it") {
  const LearnerWithNotes learner;
  Progress(learner.project.root()).pass(learner.first);
  CHECK(learner.project.folder().read(".oneloop/.gitignore") == "*\n");
}

}  // namespace
}  // namespace oneloop::tour
