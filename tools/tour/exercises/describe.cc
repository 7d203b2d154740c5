#include "tools/tour/exercises/describe.h"

#include <fmt/format.h>

#include "tools/tour/exercises/layout.h"
#include "tools/tour/readWhole.h"

namespace oneloop::tour {

std::string describeHead(const Exercise& exercise, const Terminal& terminal) {
  return fmt::format(
      "{}\n{}\n", terminal.heading(exercise.id + ": " + exercise.title),
      terminal.faint(fmt::format("{}, {}, {} minutes, difficulty {} of 5",
                                 exercise.chapter, exercise.kind,
                                 exercise.minutes, exercise.difficulty)));
}

std::string describeTask(const Exercise& exercise, const Terminal& terminal) {
  std::string text = layout::prose(exercise.task) + "\n";
  for (const std::string& file : exercise.edit) {
    const auto path = (exercise.folder() / file).string();
    text += "  edit  " + terminal.command(path) + "\n";
  }
  return text + "  read  " + exercise.source + "\n";
}

std::string describeHints(const Exercise& exercise, std::size_t count,
                          const Terminal& terminal) {
  std::string text;
  for (std::size_t i = 0; i < count && i < exercise.hints.size(); ++i) {
    text += terminal.heading(fmt::format("Hint {}", i + 1)) + "\n" +
            layout::prose(exercise.hints[i], 2);
  }
  const std::size_t left = exercise.hints.size() - count;
  return text +
         terminal.faint(left == 0   ? "That was the last hint."
                        : left == 1 ? "One more hint is left."
                                    : "Two more hints are left.") +
         "\n";
}

std::string describeSolution(const Exercise& exercise,
                             const std::filesystem::path& root,
                             const Terminal& terminal) {
  std::string text;
  for (const std::string& file : exercise.edit) {
    const auto path = exercise.solution() / file;
    text += terminal.heading(path.string()) + "\n\n" + readWhole(root / path) +
            "\n";
  }
  return text + terminal.heading("What to compare") + "\n" +
         layout::prose(exercise.compare, 2);
}

}  // namespace oneloop::tour
