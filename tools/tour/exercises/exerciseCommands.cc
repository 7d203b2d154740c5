// ./tour check, hint, reset and solution: the exercises without the loop.

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "common/check.h"
#include "common/log.h"
#include "tools/tour/Arguments.h"
#include "tools/tour/Signals.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/exercises/Attempt.h"
#include "tools/tour/exercises/Progress.h"
#include "tools/tour/exercises/describe.h"
#include "tools/tour/exercises/layout.h"
#include "tools/tour/exercises/resetToStub.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

/// What all four need.
struct Desk {
  explicit Desk(const fs::path& root) : workbook(root), progress(root) {
    if (workbook.exercises().empty()) {
      throw UsageError("there are no exercises yet");
    }
    if (!progress.trouble().empty()) log(progress.trouble());
  }

  /// The one of that id; without an id, where the learner is.
  const Exercise& exercise(const std::string& id) const {
    return id.empty() ? progress.current(workbook) : workbook.find(id);
  }

  Workbook workbook;
  Progress progress;
  Terminal terminal;
};

// Until it is judged, or a signal comes: returns its number.
int waitFor(Attempt& attempt, const Terminal& terminal) {
  const Signals signals({SIGINT, SIGTERM, SIGHUP});
  while (!attempt.advance()) {
    terminal.progress(attempt.stage());
    int timeout = -1;
    if (attempt.deadline()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(
          *attempt.deadline() - Attempt::Clock::now());
      timeout = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    }
    std::array<pollfd, 2> watched{
        {{signals.fd(), POLLIN, 0}, {attempt.fd(), POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), timeout) < 0 && errno != EINTR) {
      throwErrno("poll");
    }
    if (const int signal = signals.take(); signal != 0) return signal;
  }
  terminal.clearProgress();
  return 0;
}

// As test programs do that cannot run.
constexpr int kNotPossible = 77;

void printNext(const Desk& desk, const Exercise& exercise) {
  const Exercise* next = desk.progress.nextAfter(desk.workbook, exercise);
  if (next) {
    fmt::print("\nNext: {}\n      {}\n",
               desk.terminal.command("./tour check " + next->id),
               next->firstFile());
  } else if (desk.progress.passed(exercise)) {
    fmt::print("\nAll exercises are solved.\n");
  }
}

Judgement judge(const fs::path& root, const Exercise& exercise,
                const Terminal& terminal) {
  int signal = 0;
  {
    Attempt attempt(root, exercise);
    signal = waitFor(attempt, terminal);
    if (signal == 0) return attempt.judgement();
  }
  Signals::endBy(signal);
}

}  // namespace

int checkExercise(const fs::path& root, const Words& words) {
  std::string id;
  bool output = false;
  Arguments arguments("check", "Builds an exercise and judges it.");
  arguments.positional("ID", id, "the exercise; else the one you are at");
  arguments.flag("--output", output,
                 "also all that the compiler or the program printed");
  arguments.footer(
      "The exit status is 0 if it is solved, 77 if this machine cannot judge "
      "it,\nelse 1.");
  if (!arguments.parse(words)) return 0;
  Desk desk(root);
  const Exercise& exercise = desk.exercise(id);
  desk.progress.choose(exercise);
  const Judgement judgement = judge(root, exercise, desk.terminal);
  if (output) fmt::print("{}\n", layout::printable(judgement.output));
  fmt::print("{}\n{}", describeHead(exercise, desk.terminal),
             describeJudgement(judgement, exercise, root, desk.terminal));
  if (judgement.notPossible()) {
    printNext(desk, exercise);
    return kNotPossible;
  }
  if (!judgement.passed()) {
    fmt::print("\n  edit  {}\n  help  {}\n",
               desk.terminal.command(exercise.firstFile()),
               desk.terminal.command("./tour hint"));
    return 1;
  }
  if (!desk.progress.passed(exercise)) desk.progress.pass(exercise);
  printNext(desk, exercise);
  return 0;
}

int hint(const fs::path& root, const Words& words) {
  std::string id;
  Arguments arguments("hint", "The next of an exercise's three hints.");
  arguments.positional("ID", id, "the exercise; else the one you are at");
  arguments.footer("It also shows the hints before it.");
  if (!arguments.parse(words)) return 0;
  Desk desk(root);
  const Exercise& exercise = desk.exercise(id);
  desk.progress.showHint(exercise);
  fmt::print(
      "{}\n{}", describeHead(exercise, desk.terminal),
      describeHints(exercise, desk.progress.hints(exercise), desk.terminal));
  return 0;
}

int reset(const fs::path& root, const Words& words) {
  std::string id;
  Arguments arguments("reset", "Puts the original of an exercise back.");
  arguments.positional("ID", id, "the exercise");
  arguments.footer("What you had is first copied to .oneloop/backup.");
  if (!arguments.parse(words)) return 0;
  if (id.empty())
    throw UsageError("'reset' needs an exercise: ./tour reset ID");
  Desk desk(root);
  const Exercise& exercise = desk.exercise(id);
  for (const fs::path& copy : resetToStub(root, exercise)) {
    fmt::print("what you had is in {}\n", copy.string());
  }
  desk.progress.forgetHints(exercise);
  fmt::print("{} is as it was at first\n", exercise.firstFile());
  return 0;
}

int solution(const fs::path& root, const Words& words) {
  std::string id;
  bool anyway = false;
  Arguments arguments("solution", "The reference solution of an exercise.");
  arguments.positional("ID", id, "the exercise; else the last one you chose");
  arguments.flag("--anyway", anyway, "even if you have not solved it");
  if (!arguments.parse(words)) return 0;
  const Desk desk(root);
  const Exercise& exercise =
      id.empty() ? desk.progress.chosen(desk.workbook) : desk.exercise(id);
  if (!desk.progress.passed(exercise) && !anyway) {
    throw UsageError(fmt::format(
        "you have not solved {0} yet: try './tour hint {0}', or './tour "
        "solution {0} --anyway'",
        exercise.id));
  }
  fmt::print("{}", describeSolution(exercise, root, desk.terminal));
  return 0;
}

}  // namespace oneloop::tour
