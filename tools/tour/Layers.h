#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tools/tour/Catalogue.h"

namespace oneloop::tour {

/// A chapter that builds on those before it, as its add_chapter(...) says.
/// Files are named from the chapter's folder: "oneloop/Channel.h".
struct Layer {
  std::string folder;  // "12-wakeup"
  std::vector<std::string> adds;
  std::vector<std::string> changes;
  std::vector<std::string> removes;
};

/// Which chapter's version of a file counts: "09-channel" for each file.
using Tree = std::map<std::string, std::string>;

/// The chapters from 09 on. CMakeLists.txt, which lists their files, is read
/// without CMake, so that this works while nothing can be configured.
class Layers {
 public:
  /// Reads CMakeLists.txt below `root`. Throws std::system_error without one.
  explicit Layers(const std::filesystem::path& root);

  /// The layer that a chapter is. Throws UsageError if it stands alone, and
  /// std::runtime_error if CMakeLists.txt does not list it.
  const Layer& find(const Chapter& chapter) const;

  /// All files that a layer has: its own, and those that it inherits.
  Tree tree(const Layer& layer) const;

  /// The same for the layer before; empty for the first one.
  Tree treeBefore(const Layer& layer) const;

 private:
  std::vector<Layer> layers_;  // in reading order
};

}  // namespace oneloop::tour
