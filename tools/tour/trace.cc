// ./tour trace: a program's system calls, recorded for the book's figures.

#include <fmt/format.h>

#include "tools/tour/Arguments.h"
#include "tools/tour/Builder.h"
#include "tools/tour/Catalogue.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {

int trace(const std::filesystem::path& root, const Words& words) {
  std::string chapterWord;
  std::string programWord;
  Arguments arguments("trace",
                      "Runs a chapter's program under strace, with two clients "
                      "that talk to it,\nand writes down who waits, where and "
                      "for what.");
  arguments.positional("NN", chapterWord, "chapter: 1, 01, 01-blocking, ...");
  arguments.positional("PROGRAM", programWord,
                       "the chapter's first one if left out");
  if (!arguments.parse(words)) return 0;
  if (chapterWord.empty()) {
    throw UsageError("'trace' needs a chapter: ./tour trace 01");
  }
  const Catalogue catalogue(root);
  const Chapter& chapter = catalogue.find(chapterWord);
  const std::string& program = programWord.empty()
                                   ? chapter.programs.front()
                                   : chapter.program(programWord);
  Builder builder(root);
  builder.buildProgram(chapter, program);
  builder.build("tracer");

  const auto file = builder.folder() / "traces" /
                    fmt::format("{}.{}.json", chapter.folder, program);
  std::filesystem::create_directories(file.parent_path());
  const int status = runChild({builder.folder() / "bin" / "tracer", "record",
                               chapter.folder, program, "--out", file},
                              root, nullptr);
  if (status == 0) fmt::print("{}\n", file.string());
  return status;
}

}  // namespace oneloop::tour
