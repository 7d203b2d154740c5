#include "tools/tour/Builder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "common/Fd.h"
#include "common/check.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

// ninja and cmake do not expect a second one in the same folder.
Fd lockFolder(const std::string& path, const Terminal& terminal) {
  fs::create_directories(fs::path(path).parent_path());
  Fd lock(check(
      "open", ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666), path));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  terminal.progress("waiting for another tour that is building");
  while (::flock(lock.get(), LOCK_EX) < 0) {
    if (errno != EINTR) throwErrno("flock", path);
  }
  return lock;
}

// Sorts what cmake and ninja print: progress is shown and forgotten, what the
// compilers say is kept.
class BuildOutput {
 public:
  BuildOutput(std::string title, const Terminal& terminal)
      : title_(std::move(title)), terminal_(terminal) {}

  void add(std::string_view line) {
    if (isStep(line)) {
      // The steps numbered 0 come even if there is nothing to do.
      if (line[1] != '0') {
        terminal_.progress(fmt::format("{}  {}", title_, line));
      }
    } else if (line.starts_with("FAILED: ")) {
      skipCommand_ = true;  // the next line is the whole command line
    } else if (skipCommand_) {
      skipCommand_ = false;
    } else if (!isNoise(line)) {
      words_.append(line).append("\n");
    }
  }

  const std::string& words() const { return words_; }

 private:
  // "[3/20] Building CXX object ...", see NINJA_STATUS below.
  static bool isStep(std::string_view line) {
    return line.size() > 1 && line[0] == '[' && '0' <= line[1] &&
           line[1] <= '9';
  }
  static bool isNoise(std::string_view line) {
    return line.starts_with("-- ") ||
           (line.starts_with("ninja: ") && !line.starts_with("ninja: error"));
  }

  std::string title_;
  const Terminal& terminal_;
  bool skipCommand_ = false;
  std::string words_;
};

void runTool(const std::vector<std::string>& command, const fs::path& folder,
             const std::string& title, const std::string& failure) {
  const Terminal terminal;
  BuildOutput output(title, terminal);
  const int status = runChild(command, folder,
                              [&](std::string_view line) { output.add(line); });
  terminal.clearProgress();
  if (status == 0) return;
  fmt::print(stderr, "{}", output.words());
  throw std::runtime_error(failure);
}

}  // namespace

Builder::Builder(fs::path root, std::string preset)
    : root_(std::move(root)), preset_(std::move(preset)) {
  const char* given = std::getenv("ONELOOP_BUILD");
  folder_ = given ? fs::path(given) : root_ / "build" / preset_;
  ::setenv("NINJA_STATUS", "[%f/%t] ", 1);  // what BuildOutput understands
}

bool Builder::configured() const {
  if (!fs::exists(folder_ / "build.ninja")) return false;
  // A tree that was moved or copied brings a cache that points elsewhere.
  std::ifstream cache(folder_ / "CMakeCache.txt");
  const std::string home =
      "CMAKE_HOME_DIRECTORY:INTERNAL=" + fs::canonical(root_).string();
  for (std::string line; std::getline(cache, line);) {
    if (line == home) return true;
  }
  return false;
}

std::vector<std::string> Builder::configureCommand() const {
  return {"cmake", "-S", root_, "-B", folder_, "--preset", preset_, "--fresh"};
}

void Builder::configure() {
  terminal_.progress(fmt::format("configuring build/{}", preset_));
  runTool(configureCommand(), root_, "configuring",
          fmt::format("configuring preset '{}' failed: see above", preset_));
}

void Builder::build(const std::string& target, unsigned jobs) {
  const Fd lock = lockFolder(lockFile(), terminal_);
  if (!configured()) configure();
  std::vector<std::string> command{"cmake", "--build", folder_, "--target",
                                   target};
  if (jobs > 0) command.insert(command.end(), {"-j", std::to_string(jobs)});
  runTool(command, root_, "building",
          fmt::format("building '{}' failed: see above", target));
}

fs::path Builder::program(const Chapter& chapter,
                          const std::string& name) const {
  return folder_ / "bin" / chapter.folder / name;
}

fs::path Builder::buildProgram(const Chapter& chapter,
                               const std::string& name) {
  build(fmt::format("{}.{}", chapter.folder, name));
  return program(chapter, name);
}

}  // namespace oneloop::tour
