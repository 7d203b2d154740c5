// ./tour show: the whole tree of a chapter in a folder, as a project that
// builds alone.

#include <fmt/format.h>

#include <stdexcept>

#include "tools/tour/Arguments.h"
#include "tools/tour/Layers.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/writeWhole.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

void copyTo(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy(from, to, fs::copy_options::recursive);
}

std::string readmeOf(const std::string& chapter, const Tree& tree) {
  std::string text = fmt::format(
      "# The whole tree of {}\n\n"
      "Copied by `./tour show`. To build and to test it:\n\n"
      "    cmake -B build && cmake --build build && ctest --test-dir build\n\n"
      "| file | as in chapter |\n|---|---|\n",
      chapter);
  for (const auto& [file, version] : tree) {
    text += fmt::format("| {} | {} |\n", file, version);
  }
  return text;
}

void materialise(const fs::path& root, const std::string& chapter,
                 const Tree& tree, const fs::path& folder) {
  for (const auto& [file, version] : tree) {
    copyTo(root / "chapters" / version / file, folder / file);
  }
  copyTo(root / "cmake" / "tree.cmake", folder / "CMakeLists.txt");
  for (const char* file :
       {"build.cmake", "dependencies.cmake", "tests.cmake"}) {
    copyTo(root / "cmake" / file, folder / "cmake" / file);
  }
  copyTo(root / "common", folder / "common");
  // They test common/ and all chapters, not this one.
  fs::remove_all(folder / "common" / "tests");
  fs::remove_all(folder / "common" / "testing" / "conformance");
  writeWhole(folder / "README.md", readmeOf(chapter, tree));
}

}  // namespace

int show(const fs::path& root, const Words& words) {
  std::string chapterWord;
  std::string folder;
  Arguments arguments("show",
                      "Writes the whole tree of a chapter into a folder: its "
                      "own files and those\nit inherits, as a project that "
                      "builds alone.");
  arguments.positional("NN", chapterWord, "chapter: 12, 12-wakeup, wakeup");
  arguments.positional("DIR", folder, "a new or an empty folder");
  if (!arguments.parse(words)) return 0;
  if (folder.empty()) {
    throw UsageError("'show' needs a chapter and a folder: ./tour show 12 DIR");
  }
  const Catalogue catalogue(root);
  const Layers layers(root);
  const Layer& layer = layers.find(catalogue.find(chapterWord));
  if (fs::exists(folder) &&
      (!fs::is_directory(folder) || !fs::is_empty(folder))) {
    throw UsageError(fmt::format("'{}' is not an empty folder", folder));
  }
  materialise(root, layer.folder, layers.tree(layer), fs::absolute(folder));
  fmt::print("{}\n", folder);
  return 0;
}

}  // namespace oneloop::tour
