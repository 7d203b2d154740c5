// ./tour list: the map, or the exercises.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/tour/Arguments.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/exercises/Progress.h"
#include "tools/tour/exercises/Workbook.h"
#include "tools/tour/exercises/exerciseTable.h"
#include "tools/tour/map.h"

namespace oneloop::tour {
namespace {

void printChapter(const Chapter& chapter, const std::string& solved,
                  const Terminal& terminal) {
  const std::string line = fmt::format("  {:02}  {:<15} {:<49}", chapter.number,
                                       chapter.name, chapter.question);
  if (chapter.ready) {
    fmt::print("{} {}\n", line,
               terminal.good(solved.empty() ? "ready" : solved));
  } else {
    fmt::print("{}\n", terminal.faint(line + " planned"));
  }
}

// One line a program, as one would type it.
void printPrograms(const Chapter& chapter, const Terminal& terminal) {
  for (const std::string& program : chapter.programs) {
    const bool first = program == chapter.programs.front();
    fmt::print("      {}\n", terminal.command(fmt::format(
                                 "./tour run {:02}{}", chapter.number,
                                 first ? "" : fmt::format(" {}", program))));
  }
}

void printExercises(const std::filesystem::path& root, const Words& words) {
  const Workbook workbook(root);
  const Progress progress(root);
  const auto table = exerciseTable(workbook, progress, words, Terminal());
  if (table.empty()) {
    throw UsageError(
        fmt::format("no exercise is about '{}'; for all of them: "
                    "./tour list --exercises",
                    fmt::join(words, " ")));
  }
  fmt::print("{}", table);
}

}  // namespace

std::map<std::string, std::string> solvedByChapter(
    const std::filesystem::path& root) {
  const Workbook workbook(root);
  const Progress progress(root);
  std::map<std::string, std::string> result;
  for (const Exercise& exercise : workbook.exercises()) {
    result[exercise.chapter] =
        fmt::format("{}/{}", progress.solved(workbook, exercise.chapter),
                    countOf(workbook, exercise.chapter));
  }
  return result;
}

void printMap(const Catalogue& catalogue,
              const std::map<std::string, std::string>& solved,
              const Terminal& terminal, bool programs) {
  std::string part;
  for (const Chapter& chapter : catalogue.chapters()) {
    if (chapter.part != part) {
      fmt::print("{}{}\n", part.empty() ? "" : "\n",
                 terminal.heading(chapter.part));
      part = chapter.part;
    }
    const auto found = solved.find(chapter.folder);
    printChapter(chapter, found == solved.end() ? "" : found->second, terminal);
    if (programs && chapter.ready) printPrograms(chapter, terminal);
  }
}

int list(const std::filesystem::path& root, const Words& words) {
  Words about;
  bool exercises = false;
  Arguments arguments("list",
                      "The map: every chapter, its question, its programs, and "
                      "how many\nof its exercises you have solved. With words, "
                      "the exercises about them.");
  arguments.words("WORDS", about,
                  "to search for: \"partial write\", fix, epoll, 01");
  arguments.flag("--exercises", exercises, "all exercises");
  if (!arguments.parse(words)) return 0;
  if (exercises || !about.empty()) {
    printExercises(root, about);
    return 0;
  }
  const Terminal terminal;
  const auto solved = solvedByChapter(root);
  printMap(Catalogue(root), solved, terminal, true);
  if (!solved.empty()) {
    fmt::print("\nA number like 2/8: exercises solved. They are listed by {}\n",
               terminal.command("./tour list --exercises"));
  }
  return 0;
}

}  // namespace oneloop::tour
