#include "tools/tour/exercises/WatchScreen.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <exception>

#include "tools/tour/exercises/describe.h"
#include "tools/tour/exercises/exerciseTable.h"
#include "tools/tour/exercises/layout.h"

namespace oneloop::tour {
namespace {

using Mode = WatchScreen::Mode;

constexpr std::string_view kKeys =
    "n next  p previous  h hint  l list  r reset  s solution  o output  q quit";

std::size_t terminalRows() {
  winsize size{};
  const bool known =
      ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return known ? size.ws_row : 24;
}

// As many rows around the cursor as the terminal has room for.
std::string drawList(const WatchScreen& screen, const Workbook& workbook,
                     const Progress& progress, const Terminal& terminal) {
  constexpr std::size_t kAround = 6;  // lines above and below the list
  const auto& all = workbook.exercises();
  const std::size_t rows = terminalRows();
  const std::size_t room = rows > kAround + 1 ? rows - kAround : 1;
  const std::size_t first =
      screen.cursor < room / 2 || all.size() <= room
          ? 0
          : std::min(screen.cursor - room / 2, all.size() - room);
  std::string text;
  for (std::size_t i = first; i < std::min(all.size(), first + room); ++i) {
    const auto row = exerciseRow(all[i], progress.passed(all[i]), terminal);
    text += (i == screen.cursor ? terminal.command("> ") : "  ") + row + "\n";
  }
  return text + "\n" +
         terminal.faint("j down  k up  Enter choose  l back  q quit") + "\n";
}

std::string drawSolution(const WatchScreen& screen,
                         const std::filesystem::path& root,
                         const Terminal& terminal) {
  try {
    return describeSolution(*screen.exercise, root, terminal);
  } catch (const std::exception& error) {
    return std::string(error.what()) + "\n";
  }
}

std::string drawExercise(const WatchScreen& screen,
                         const std::filesystem::path& root,
                         const Progress& progress, const Terminal& terminal) {
  const Exercise& exercise = *screen.exercise;
  std::string text = describeHead(exercise, terminal) + "\n";
  const bool passed = screen.judgement && screen.judgement->passed();
  if (!passed) text += describeTask(exercise, terminal) + "\n";
  if (screen.judgement) {
    text += describeJudgement(*screen.judgement, exercise, root, terminal);
  } else {
    text += terminal.faint(screen.stage + " ...") + "\n";
  }
  if (screen.hints) {
    text += "\n" + describeHints(exercise, progress.hints(exercise), terminal);
  }
  return text;
}

std::string prompt(Mode mode, const Terminal& terminal) {
  switch (mode) {
    case Mode::kConfirmReset:
      return terminal.command(
          "Put the original back? Your file is copied to .oneloop/backup "
          "first. y/n");
    case Mode::kConfirmSolution:
      return terminal.command(
          "You have not solved it yet. See the solution all the same? y/n");
    case Mode::kSolution:
    case Mode::kOutput:
      return terminal.faint("any key: back");
    default:
      return terminal.faint(kKeys);
  }
}

}  // namespace

std::string WatchScreen::draw(const std::filesystem::path& root,
                              const Workbook& workbook,
                              const Progress& progress,
                              const Terminal& terminal) const {
  // Home, clear, and forget what has scrolled off.
  std::string text = "\x1b[H\x1b[2J\x1b[3J" +
                     progressLine(workbook, progress, *exercise, terminal) +
                     "\n";
  if (mode == Mode::kList) {
    return text + drawList(*this, workbook, progress, terminal);
  }
  if (mode == Mode::kSolution) {
    text += drawSolution(*this, root, terminal);
  } else if (mode == Mode::kOutput) {
    constexpr std::size_t kMost = 300;
    text += layout::lastLines(
        layout::printable(judgement ? judgement->output : ""), kMost);
  } else {
    text += drawExercise(*this, root, progress, terminal);
  }
  if (!message.empty()) text += "\n" + layout::prose(message);
  return text + "\n" + prompt(mode, terminal) + "\n";
}

}  // namespace oneloop::tour
