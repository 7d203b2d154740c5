// ./tour watch: the exercise loop.

#include <fmt/format.h>
#include <unistd.h>

#include "tools/tour/Arguments.h"
#include "tools/tour/Signals.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/exercises/Watch.h"
#include "tools/tour/exercises/describe.h"
#include "tools/tour/exercises/exerciseTable.h"

namespace oneloop::tour {
namespace {

// Without a terminal: where the learner is.
void printState(const std::filesystem::path& root) {
  const Terminal terminal;
  const Workbook workbook(root);
  const Progress progress(root);
  const Exercise& exercise = progress.current(workbook);
  fmt::print("{}\n{}\n{}\nThis is no terminal; to be judged: {}\n",
             progressLine(workbook, progress, exercise, terminal),
             describeHead(exercise, terminal), describeTask(exercise, terminal),
             terminal.command("./tour check " + exercise.id));
}

}  // namespace

int watch(const std::filesystem::path& root, const Words& words) {
  Arguments arguments("watch",
                      "Shows one exercise; whenever you save its file, it is "
                      "built and judged.");
  arguments.footer(
      "Keys: n next unsolved, p previous, h one more hint, l list (j and k or "
      "the\narrows, Enter), r reset, s solution, o what the program printed, "
      "Enter judge\nagain, q quit. Your progress is in "
      ".oneloop/progress.toml.");
  if (!arguments.parse(words)) return 0;
  if (Workbook(root).exercises().empty()) {
    throw UsageError("there are no exercises yet");
  }
  const bool terminal =
      ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  if (!terminal) {
    printState(root);
    return 0;
  }
  int signal = 0;
  {
    Watch loop(root);
    signal = loop.run();
  }
  // Only now: the terminal is as it was, and nothing of ours runs.
  if (signal != 0) Signals::endBy(signal);
  return 0;
}

}  // namespace oneloop::tour
