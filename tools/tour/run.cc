// ./tour run and ./tour which: a chapter's program, built and then started, or
// only its path.

#include <fmt/format.h>

#include "tools/tour/Arguments.h"
#include "tools/tour/Builder.h"
#include "tools/tour/Catalogue.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {
namespace {

// The words after the program's name belong to the program.
struct Selection {
  const Chapter& chapter;
  const std::string& program;
  Words rest;
};

bool isOption(const std::string& word) { return word.starts_with('-'); }

Selection select(const Catalogue& catalogue, const std::string& command,
                 const Words& words) {
  if (words.empty()) {
    throw UsageError(
        fmt::format("'{0}' needs a chapter: ./tour {0} 01", command));
  }
  const Chapter& chapter = catalogue.find(words.front());
  if (words.size() > 1 && !isOption(words[1])) {
    return {
        chapter, chapter.program(words[1]), {words.begin() + 2, words.end()}};
  }
  return {chapter, chapter.programs.front(), {words.begin() + 1, words.end()}};
}

}  // namespace

int run(const std::filesystem::path& root, const Words& words) {
  // An option before the chapter is ours, any later one is the program's.
  if (!words.empty() && isOption(words.front())) {
    std::string nothing;
    Arguments arguments(
        "run", "Builds a program of a chapter, if need be, and runs it.");
    arguments.positional("NN", nothing, "chapter: 1, 01, 01-blocking, ...");
    arguments.positional("PROGRAM", nothing,
                         "the chapter's first one if left out");
    arguments.positional("ARGS", nothing,
                         "all that follows goes to the program");
    arguments.footer("Try: ./tour run 01 --help, ./tour run 01 --port 0");
    if (!arguments.parse(words)) return 0;
  }
  const Catalogue catalogue(root);
  const auto [chapter, program, rest] = select(catalogue, "run", words);
  Words command{Builder(root).buildProgram(chapter, program)};
  command.insert(command.end(), rest.begin(), rest.end());
  execute(std::move(command));
}

int which(const std::filesystem::path& root, const Words& words) {
  std::string chapterWord;
  std::string programWord;
  Arguments arguments(
      "which", "Prints the path of a chapter's program; builds it if need be.");
  arguments.positional("NN", chapterWord, "chapter: 1, 01, 01-blocking, ...");
  arguments.positional("PROGRAM", programWord,
                       "the chapter's first one if left out");
  if (!arguments.parse(words)) return 0;
  const Catalogue catalogue(root);
  const auto [chapter, program, rest] = select(catalogue, "which", words);
  fmt::print("{}\n", Builder(root).buildProgram(chapter, program).string());
  return 0;
}

}  // namespace oneloop::tour
