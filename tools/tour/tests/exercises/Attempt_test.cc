#include "tools/tour/exercises/Attempt.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>

#include "common/check.h"
#include "common/testing/Process.h"
#include "common/testing/Steps.h"
#include "tools/tour/exercises/Workbook.h"
#include "tools/tour/tests/exercises/LearnersProject.h"

namespace oneloop::tour {
namespace {

struct Desk {
  LearnersProject project;
  Workbook workbook{project.root()};
  const Exercise& exercise = workbook.exercises().front();
};

// Waits until `attempt` has something to do, and lets it.
bool step(Attempt& attempt) {
  pollfd watched{attempt.fd(), POLLIN, 0};
  if (::poll(&watched, 1, static_cast<int>(testing::kDeadline.count())) == 0) {
    throw testing::Failure("attempt", "has nothing to do");
  }
  return attempt.advance();
}

TEST_CASE("a judge that does not end is stopped, and judged for it") {
  const Desk desk;
  desk.project.save("first", LearnersProject::kHung);
  Attempt attempt(desk.project.root(), desk.exercise,
                  std::chrono::milliseconds(0));
  std::vector<pid_t> processes;
  while (!attempt.deadline()) step(attempt);
  processes = desk.project.started();
  REQUIRE(attempt.advance());
  CHECK(attempt.judgement().kind == Judgement::Kind::kTooLong);
  CHECK(processes.size() == 2);
  CHECK(allGone(processes));
}

TEST_CASE("a judge that prints without end is stopped, too") {
  const Desk desk;
  desk.project.save("first", "#!/bin/sh\nyes\n");
  Attempt attempt(desk.project.root(), desk.exercise,
                  std::chrono::milliseconds(200));
  while (!step(attempt)) {
  }
  CHECK(attempt.judgement().kind == Judgement::Kind::kTooLong);
  CHECK(attempt.judgement().output.size() <= std::size_t{1} << 20);
}

TEST_CASE("an old file that is moved into place is built, too") {
  const Desk desk;
  const auto judgedAs = [&] {
    Attempt attempt(desk.project.root(), desk.exercise);
    while (!step(attempt)) {
    }
    return attempt.judgement().kind;
  };
  desk.project.folder().write("backup", LearnersProject::kSolved);
  CHECK(judgedAs() == Judgement::Kind::kExpectation);
  std::filesystem::rename(
      desk.project.root() / "backup",
      desk.project.root() / LearnersProject::answerOf("first"));
  CHECK(judgedAs() == Judgement::Kind::kPassed);
}

TEST_CASE("while another tour builds, it waits, and says so") {
  const Desk desk;
  Fd lock(check("open", ::open((desk.project.root() / "build/dev.lock").c_str(),
                               O_CREAT | O_RDWR | O_CLOEXEC, 0600)));
  check("flock", ::flock(lock.get(), LOCK_EX));
  Attempt attempt(desk.project.root(), desk.exercise);
  CHECK(attempt.stage() == "waiting for another tour that is building");
  CHECK_FALSE(attempt.advance());
  lock.reset();
  while (!step(attempt)) {
  }
  CHECK(attempt.judgement().kind == Judgement::Kind::kExpectation);
}

TEST_CASE("the end of an attempt is the end of its compilers") {
  const Desk desk;
  desk.project.save("first", LearnersProject::kEndless);
  std::vector<pid_t> processes;
  {
    const Attempt attempt(desk.project.root(), desk.exercise);
    processes = desk.project.started();
    CHECK(processes.size() == 2);
  }
  CHECK(allGone(processes));
}

}  // namespace
}  // namespace oneloop::tour
