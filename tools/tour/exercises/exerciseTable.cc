#include "tools/tour/exercises/exerciseTable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "tools/tour/exercises/layout.h"

namespace oneloop::tour {
namespace {

// The columns without the title.
std::string columns(const Exercise& exercise, bool passed,
                    const Terminal& terminal) {
  return fmt::format("{} {:<22} {:<9}  {:>2} min  {}/5",
                     passed ? terminal.good("✓") : "·", exercise.id,
                     exercise.kind, exercise.minutes, exercise.difficulty);
}

// By bytes, but never within a letter of UTF-8.
std::string cut(const std::string& text, std::size_t width) {
  if (layout::width(text) <= width) return text;
  std::size_t end = 0;
  for (std::size_t letters = 0; letters < width; ++letters) {
    do ++end;
    while (end < text.size() && (text[end] & '\xC0') == '\x80');
  }
  return text.substr(0, end - 1) + "…";
}

std::string entry(const Exercise& exercise, bool passed,
                  const Terminal& terminal) {
  std::string note = exercise.title;
  if (!exercise.prerequisites.empty()) {
    note += fmt::format(" (after {})", fmt::join(exercise.prerequisites, ", "));
  }
  return "  " + columns(exercise, passed, terminal) + "\n" +
         terminal.faint(layout::prose(note, 4));
}

}  // namespace

std::string exerciseRow(const Exercise& exercise, bool passed,
                        const Terminal& terminal) {
  constexpr std::size_t kTitle = 28;
  return columns(exercise, passed, terminal) + "  " +
         cut(exercise.title, kTitle);
}

std::string exerciseTable(const Workbook& workbook, const Progress& progress,
                          const std::vector<std::string>& words,
                          const Terminal& terminal) {
  std::string text;
  std::string chapter;
  for (const Exercise& exercise : workbook.exercises()) {
    if (!matches(exercise, words)) continue;
    if (exercise.chapter != chapter) {
      chapter = exercise.chapter;
      text += fmt::format("{}{}, {} of {} solved\n", text.empty() ? "" : "\n",
                          terminal.heading(chapter),
                          progress.solved(workbook, chapter),
                          countOf(workbook, chapter));
    }
    text += entry(exercise, progress.passed(exercise), terminal);
  }
  return text;
}

std::string progressLine(const Workbook& workbook, const Progress& progress,
                         const Exercise& exercise, const Terminal& terminal) {
  const std::size_t all = workbook.exercises().size();
  const std::size_t done = progress.solved(workbook);
  return fmt::format("{}  {}/{} solved   {} {}/{}\n",
                     terminal.good(layout::bar(done, all, 30)), done, all,
                     exercise.chapter,
                     progress.solved(workbook, exercise.chapter),
                     countOf(workbook, exercise.chapter));
}

std::size_t countOf(const Workbook& workbook, std::string_view chapter) {
  return static_cast<std::size_t>(
      std::ranges::count(workbook.exercises(), chapter, &Exercise::chapter));
}

}  // namespace oneloop::tour
