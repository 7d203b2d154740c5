#include "tools/tour/exercises/resetToStub.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "tools/tour/readWhole.h"
#include "tools/tour/writeWhole.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

// A name that is free: two resets in a second are two backups.
fs::path newBackup(const fs::path& root, const Exercise& exercise) {
  const fs::path name = fs::path(".oneloop") / "backup" /
                        fmt::format("{}-{:%Y%m%d-%H%M%S}", exercise.id,
                                    fmt::localtime(std::time(nullptr)));
  fs::path result = name;
  for (int n = 2; fs::exists(root / result); ++n) {
    result = fmt::format("{}-{}", name.string(), n);
  }
  return result;
}

}  // namespace

std::vector<fs::path> resetToStub(const fs::path& root,
                                  const Exercise& exercise) {
  const fs::path backup = newBackup(root, exercise);
  std::vector<std::string> stubs;
  std::vector<fs::path> copies;
  for (const std::string& file : exercise.edit) {
    stubs.push_back(readWhole(root / exercise.stubs() / file));
    const fs::path theirs = root / exercise.folder() / file;
    if (!fs::exists(theirs)) continue;
    const std::string text = readWhole(theirs);
    if (text == stubs.back()) continue;
    writeWhole(root / backup / file, text);
    copies.push_back(backup / file);
  }
  for (std::size_t i = 0; i < stubs.size(); ++i) {
    writeWhole(root / exercise.folder() / exercise.edit[i], stubs[i]);
  }
  return copies;
}

}  // namespace oneloop::tour
