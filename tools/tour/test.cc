// ./tour test: builds, runs CTest, and sums up.

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <thread>

#include "tools/tour/Arguments.h"
#include "tools/tour/Builder.h"
#include "tools/tour/Catalogue.h"
#include "tools/tour/Terminal.h"
#include "tools/tour/TestReport.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string chapter;  // as typed; empty means all
  std::string preset = "dev";
  unsigned jobs = 0;  // 0: two more than there are processors
  unsigned repeat = 1;
  bool matrix = false;
  std::string format = "plain";
};

std::optional<Options> parse(const Words& words) {
  Options options;
  Arguments arguments("test", "Builds and runs every test, or one chapter's.");
  arguments.positional("NN", options.chapter, "only this chapter");
  arguments.choice("--preset", options.preset,
                   {"dev", "tsan", "release", "clang"}, "how to build");
  arguments.number("--jobs", options.jobs,
                   "tests at once; else two more than processors");
  arguments.number("--repeat", options.repeat,
                   "run each test N times, until it fails");
  arguments.flag("--matrix", options.matrix,
                 "instead: what each server survives, as a table");
  arguments.choice("--format", options.format, {"plain", "markdown", "json"},
                   "of the matrix");
  if (!arguments.parse(words)) return std::nullopt;
  return options;
}

int printMatrix(const Builder& builder, const std::string& chapter,
                const std::string& format) {
  Words command{builder.folder() / "bin" / "conformance", "--matrix",
                "--format", format};
  // The proofs of the exercises expect the stubs as they were; a learner has
  // changed them.
  command.insert(command.end(), {"-LE", "^exercises$"});
  if (!chapter.empty()) {
    command.insert(command.end(), {"--chapter", chapter});
  }
  execute(std::move(command));
}

// CTest's results go through a file, so that its output can go straight to
// the terminal.
class ReportFile {
 public:
  explicit ReportFile(const fs::path& folder)
      : path_(folder / fmt::format("tour-{}.xml", ::getpid())) {}
  ~ReportFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  std::string path() const { return path_.string(); }
  TestReport read() const {
    std::ifstream stream(path_);
    return TestReport::parse(
        std::string(std::istreambuf_iterator<char>(stream), {}));
  }

 private:
  fs::path path_;
};

void printSummary(const TestReport& report) {
  const Terminal terminal;
  const auto count = [](std::string_view what, std::size_t n) {
    return fmt::format("{} {}", what, n);
  };
  const auto failed = count("failed", report.failed);
  fmt::print("\n{}, {}, {}\n", terminal.good(count("passed", report.passed)),
             report.failed > 0 ? terminal.bad(failed) : failed,
             count("skipped", report.skipped.size()));
  for (const auto& [name, reason] : report.skipped) {
    fmt::print("  skipped: {}{}\n", name,
               reason.empty() ? "" : terminal.faint(" (" + reason + ")"));
  }
}

int runTests(const Builder& builder, const std::string& chapter,
             const Options& options) {
  const ReportFile file(builder.folder());
  // A quarter of the time of one test a processor would be idle: tests wait.
  const unsigned jobs =
      options.jobs > 0 ? options.jobs : std::thread::hardware_concurrency() + 2;
  Words command{"ctest",          "--test-dir",
                builder.folder(), "--output-on-failure",
                "--progress",     "--no-tests=error",
                "--parallel",     std::to_string(jobs),
                "--output-junit", file.path()};
  // The proofs of the exercises expect the stubs as they were; a learner has
  // changed them.
  command.insert(command.end(), {"-LE", "^exercises$"});
  if (!chapter.empty()) {
    command.insert(command.end(), {"-L", fmt::format("^{}$", chapter)});
  }
  if (options.repeat > 1) {
    command.insert(command.end(),
                   {"--repeat", fmt::format("until-fail:{}", options.repeat)});
  }
  // CTest knows this variable, not NO_COLOR.
  if (!Terminal().hasColours()) ::setenv("CLICOLOR", "0", 1);
  const int status = runChild(command, builder.folder(), nullptr);
  const TestReport report = file.read();
  if (report.count() == 0) throw std::runtime_error("no test has run");
  printSummary(report);
  return status;
}

}  // namespace

int test(const fs::path& root, const Words& words) {
  const auto options = parse(words);
  if (!options) return 0;
  std::string chapter;
  if (!options->chapter.empty()) {
    chapter = Catalogue(root).find(options->chapter).folder;
  }
  Builder builder(root, options->preset);
  builder.build(chapter.empty() ? "all" : chapter, options->jobs);
  return options->matrix ? printMatrix(builder, chapter, options->format)
                         : runTests(builder, chapter, *options);
}

}  // namespace oneloop::tour
