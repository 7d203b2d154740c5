// ./tour watch on a terminal, as a learner uses it.

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>

#include "common/testing/waitUntil.h"
#include "tools/tour/tests/Outcome.h"
#include "tools/tour/tests/PseudoTerminal.h"
#include "tools/tour/tests/exercises/LearnersProject.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;
using testing::ExitStatus;

struct WatchingLearner {
  LearnersProject project;
  PseudoTerminal terminal{{ONELOOP_TOUR, "watch"}, project.environment()};

  void save(std::string_view text) const { project.save("first", text); }
  std::string answer() const {
    return project.folder().read(LearnersProject::answerOf("first"));
  }
  std::string progress() const {
    return project.folder().read(".oneloop/progress.toml");
  }
};

TEST_CASE("a learner sees the stub fail, edits, saves, and sees it pass") {
  WatchingLearner learner;
  PseudoTerminal& terminal = learner.terminal;
  terminal.expect("0/2 solved   01-start 0/2");
  terminal.expect("first: The first one");
  terminal.expect("Mend what is wrong in the first one.");
  terminal.expect("exercises/01-start/first/answer.cc");
  terminal.expect("it answers");
  terminal.expect("1. client A: connects");
  terminal.expect("expected   CHECK( n == 5 )");
  terminal.expect("seen       0 == 5");

  learner.save(LearnersProject::kBroken);
  terminal.expect("it does not compile");
  terminal.expect("answer.cc:1: 'BROKEN' does not name a type");

  learner.save(LearnersProject::kSolved);
  terminal.expect("1/2 solved   01-start 1/2");
  terminal.expect("solved: The first one");
  terminal.expect("Because of the kernel.");
  terminal.expect("solutions/01-start/first/answer.cc");
  CHECK(contains(learner.progress(), "passed"));

  terminal.press("n");
  terminal.expect("second: The second one");
  terminal.expect("it answers");
  learner.project.save("second", LearnersProject::kBroken);
  terminal.expect("answer.cc:1: 'BROKEN' does not name a type");
  terminal.press("p");
  terminal.expect("first: The first one");
  terminal.expect("solved:");
  terminal.press("q");
  CHECK(terminal.wait() == ExitStatus{});
  CHECK(terminal.isAsAtFirst());
}

TEST_CASE("three hints come one by one, and a reset forgets them") {
  WatchingLearner learner;
  PseudoTerminal& terminal = learner.terminal;
  terminal.expect("it answers");
  terminal.press("h");
  terminal.expect("nudge first");
  terminal.expect("Two more hints are left.");
  terminal.press("hh");
  terminal.expect("nearly first");
  terminal.expect("That was the last hint.");

  learner.save("#!/bin/sh\necho mine\n");
  terminal.expect("it ended too early");
  terminal.press("o");
  terminal.expect("mine");
  terminal.press(" ");
  terminal.press("r");
  terminal.expect("Put the original back?");
  terminal.press("y");
  terminal.expect("what you had is in .oneloop/backup/first-");
  terminal.expect("it answers");
  CHECK(learner.answer() == LearnersProject::kStub);
  CHECK_FALSE(contains(learner.progress(), "hints"));
}

TEST_CASE("the solution is shown after a question, and the list chooses") {
  WatchingLearner learner;
  PseudoTerminal& terminal = learner.terminal;
  terminal.expect("it answers");
  terminal.press("s");
  terminal.expect("You have not solved it yet.");
  terminal.press("n");
  terminal.expect("it answers");
  terminal.press("sy");
  terminal.expect("It is shorter.");
  terminal.press(" l");
  terminal.expect("> · first");
  terminal.press("\x1b[B");
  terminal.expect("> · second");
  terminal.press("\r");
  terminal.expect("second: The second one");
}

TEST_CASE("what this machine cannot judge is no failure, and n goes on") {
  WatchingLearner learner;
  PseudoTerminal& terminal = learner.terminal;
  terminal.expect("it answers");
  learner.save(LearnersProject::kNotPossible);
  terminal.expect("not possible on this machine: strace is missing");
  CHECK_FALSE(contains(learner.progress(), "passed"));
  terminal.press("n");
  terminal.expect("0/2 solved");
  terminal.expect("second: The second one");
}

TEST_CASE("a file or a folder that is deleted is told, and may come back") {
  WatchingLearner learner;
  PseudoTerminal& terminal = learner.terminal;
  terminal.expect("it answers");
  const fs::path file =
      learner.project.root() / LearnersProject::answerOf("first");
  fs::remove(file);
  terminal.expect("exercises/01-start/first/answer.cc is missing");
  terminal.press("ry");
  terminal.expect("it answers");

  const fs::path elsewhere = learner.project.root() / "elsewhere";
  fs::rename(file.parent_path(), elsewhere);
  terminal.expect("is missing");
  learner.project.folder().write("elsewhere/answer.cc",
                                 LearnersProject::kSolved);
  fs::rename(elsewhere, file.parent_path());
  terminal.expect("solved: The first one");
}

TEST_CASE("a save during a build cancels that build") {
  WatchingLearner learner;
  learner.terminal.expect("it answers");
  learner.save(LearnersProject::kEndless);
  const auto compilers = learner.project.started();
  learner.save(LearnersProject::kSolved);
  learner.terminal.expect("solved: The first one");
  CHECK(compilers.size() == 2);
  CHECK(allGone(compilers));
}

TEST_CASE("Ctrl-C leaves neither compiler nor judge, and the terminal whole") {
  for (const auto script :
       {LearnersProject::kEndless, LearnersProject::kHung}) {
    WatchingLearner learner;
    learner.terminal.expect("it answers");
    learner.save(script);
    const auto processes = learner.project.started();
    CHECK(processes.size() == 2);
    learner.terminal.press("\x03");
    CHECK(learner.terminal.wait() == ExitStatus{0, SIGINT});
    CHECK(learner.terminal.isAsAtFirst());
    CHECK(allGone(processes));
  }
}

TEST_CASE("a killed tour leaves no compiler behind") {
  WatchingLearner learner;
  learner.terminal.expect("it answers");
  learner.save(LearnersProject::kEndless);
  const auto compilers = learner.project.started();
  ::kill(learner.terminal.pid(), SIGKILL);
  CHECK(allGone(compilers));
}

TEST_CASE("SIGTERM and Ctrl-Z give the terminal back") {
  WatchingLearner learner;
  learner.terminal.expect("it answers");
  ::kill(learner.terminal.pid(), SIGTERM);
  CHECK(learner.terminal.wait() == ExitStatus{0, SIGTERM});
  CHECK(learner.terminal.isAsAtFirst());

  WatchingLearner stopped;
  stopped.terminal.expect("q quit");
  stopped.terminal.press("\x1a");
  testing::waitUntil("the tour is stopped", [&] {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(stopped.terminal.pid()), &info,
             WSTOPPED | WNOHANG);
    return info.si_pid != 0;
  });
  CHECK(stopped.terminal.isAsAtFirst());
  ::kill(stopped.terminal.pid(), SIGCONT);
  stopped.terminal.press("l");
  stopped.terminal.expect("> · first");
}

TEST_CASE("without a terminal watch prints where the learner is, and ends") {
  const LearnersProject project;
  const Outcome outcome =
      outcomeOf({ONELOOP_TOUR, "watch"}, project.environment());
  CHECK(outcome.status == ExitStatus{});
  CHECK(contains(outcome.output, "0/2 solved"));
  CHECK(contains(outcome.output, "first: The first one"));
  CHECK(contains(outcome.output, "./tour check first"));
}

}  // namespace
}  // namespace oneloop::tour
