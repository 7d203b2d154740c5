// ./tour check, hint, reset, solution and list, driven as processes.

#include <doctest/doctest.h>

#include <filesystem>

#include "tools/tour/tests/Outcome.h"
#include "tools/tour/tests/exercises/LearnersProject.h"

namespace oneloop::tour {
namespace {

using testing::ExitStatus;

struct Learner {
  LearnersProject project;

  Outcome tour(std::vector<std::string> words) const {
    words.insert(words.begin(), ONELOOP_TOUR);
    return outcomeOf(words, project.environment());
  }
};

void checkRefused(const Outcome& outcome, const std::string& line) {
  CHECK(outcome.errors == "tour: " + line + "\n");
  CHECK(outcome.status == ExitStatus{2, 0});
}

TEST_CASE("check tells the story, and what is next") {
  const Learner learner;
  const Outcome failed = learner.tour({"check"});
  CHECK(failed.status == ExitStatus{1, 0});
  CHECK(contains(failed.output, "1. client A: connects"));
  CHECK(contains(failed.output, "expected   CHECK( n == 5 )"));
  CHECK(contains(failed.output, "./tour hint"));

  learner.project.save("first", LearnersProject::kSolved);
  const Outcome passed = learner.tour({"check", "first"});
  CHECK(passed.status == ExitStatus{});
  CHECK(contains(passed.output, "Because of the kernel."));
  CHECK(contains(passed.output, "./tour check second"));
  CHECK(contains(learner.tour({"check"}).output, "second: The second one"));
}

TEST_CASE("what a judge says in words is no expectation but the problem") {
  const Learner learner;
  learner.project.save(
      "first",
      "#!/bin/sh\n"
      "echo '{\"passed\": false, \"failures\": [{\"test\": \"it answers\","
      " \"file\": \"test.cc\", \"line\": 12, \"expectation\": \"server: was"
      " silent\", \"seen\": \"\", \"steps\": []}]}' >\"$ONELOOP_VERDICT\"\n"
      "exit 1\n");
  const Outcome outcome = learner.tour({"check"});
  CHECK(contains(outcome.output, "problem    server: was silent"));
  CHECK_FALSE(contains(outcome.output, "expected"));
}

TEST_CASE("what this machine cannot judge is neither solved nor failed") {
  const Learner learner;
  learner.project.save("first", LearnersProject::kNotPossible);
  const Outcome outcome = learner.tour({"check"});
  CHECK(outcome.status == ExitStatus{77, 0});
  CHECK(contains(outcome.output,
                 "not possible on this machine: strace is missing\n"));
  CHECK_FALSE(contains(outcome.output, "./tour hint"));
  CHECK(contains(outcome.output, "Next: ./tour check second"));
  CHECK(contains(learner.tour({"list", "--exercises"}).output, "· first"));

  learner.project.save("second", LearnersProject::kSolved);
  learner.tour({"check", "second"});
  CHECK_FALSE(
      contains(learner.tour({"check", "first"}).output, "All exercises"));
}

TEST_CASE("check --output shows all that was printed") {
  const Learner learner;
  learner.project.save("first", "#!/bin/sh\necho hello\n");
  const Outcome outcome = learner.tour({"check", "--output"});
  CHECK(outcome.output.starts_with("hello\n"));
  CHECK(contains(outcome.output, "it ended too early, with exit status 0"));
}

TEST_CASE("hint gives one more at each call") {
  const Learner learner;
  const Outcome one = learner.tour({"hint"});
  CHECK(contains(one.output, "nudge first"));
  CHECK_FALSE(contains(one.output, "pointer first"));
  CHECK(contains(learner.tour({"hint", "first"}).output, "pointer first"));
  CHECK(contains(learner.tour({"hint"}).output, "That was the last hint."));
  CHECK(contains(learner.tour({"hint"}).output, "nearly first"));
  CHECK(contains(learner.tour({"hint", "second"}).output, "nudge second"));
}

TEST_CASE("reset restores a stub, and keeps what was there") {
  const Learner learner;
  const auto file = LearnersProject::answerOf("first");
  learner.project.save("first", "mine\n");
  const Outcome outcome = learner.tour({"reset", "first"});
  CHECK(outcome.status == ExitStatus{});
  CHECK(learner.project.folder().read(file) == LearnersProject::kStub);
  const std::string words = "what you had is in ";
  REQUIRE(outcome.output.starts_with(words));
  const auto copy = outcome.output.substr(
      words.size(), outcome.output.find('\n') - words.size());
  CHECK(learner.project.folder().read(copy) == "mine\n");

  std::filesystem::remove(learner.project.root() / file);
  CHECK(learner.tour({"reset", "first"}).output ==
        file.string() + " is as it was at first\n");
  CHECK(learner.project.folder().read(file) == LearnersProject::kStub);
  checkRefused(learner.tour({"reset"}),
               "'reset' needs an exercise: ./tour reset ID");
}

TEST_CASE("the solution is for those who have one, or insist") {
  const Learner learner;
  checkRefused(learner.tour({"solution", "first"}),
               "you have not solved first yet: try './tour hint first', or "
               "'./tour solution first --anyway'");
  const Outcome outcome = learner.tour({"solution", "first", "--anyway"});
  CHECK(contains(outcome.output, LearnersProject::kSolved.data()));
  learner.project.save("first", LearnersProject::kSolved);
  learner.tour({"check"});
  CHECK(contains(learner.tour({"solution"}).output, "It is shorter."));
  checkRefused(learner.tour({"solution", "firzt"}),
               "no exercise 'firzt'; did you mean 'first'?");
}

TEST_CASE("list shows the exercises, all or those about something") {
  const Learner learner;
  learner.project.save("first", LearnersProject::kSolved);
  learner.tour({"check"});
  const Outcome all = learner.tour({"list", "--exercises"});
  CHECK(all.output ==
        "01-start, 1 of 2 solved\n"
        "  ✓ first                  fix         5 min  1/5\n"
        "    The first one\n"
        "  · second                 fix         5 min  1/5\n"
        "    The second one (after first)\n");
  const Outcome some = learner.tour({"list", "SECOND", "fix"});
  CHECK(contains(some.output, "· second"));
  CHECK_FALSE(contains(some.output, "✓ first"));
  checkRefused(learner.tour({"list", "epoll"}),
               "no exercise is about 'epoll'; for all of them: ./tour list "
               "--exercises");
}

TEST_CASE("a deleted build folder costs no progress") {
  const Learner learner;
  learner.project.save("first", LearnersProject::kSolved);
  learner.tour({"check"});
  std::filesystem::remove_all(learner.project.root() / "build");
  CHECK(contains(learner.tour({"list", "--exercises"}).output, "✓ first"));
}

}  // namespace
}  // namespace oneloop::tour
