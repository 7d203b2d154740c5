#include "tools/tour/Layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "tools/tour/UsageError.h"
#include "tools/tour/readWhole.h"

namespace oneloop::tour {
namespace {

// cmake/chapters.cmake draws the same line.
constexpr int kFirstLayer = 9;

std::string withoutComments(const std::string& text) {
  std::string result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    result += line.substr(0, line.find('#')) + '\n';
  }
  return result;
}

// From the words between the parentheses of add_chapter(...).
Layer readLayer(const std::string& words) {
  Layer layer;
  std::vector<std::string>* list = nullptr;
  std::istringstream stream(words);
  stream >> layer.folder;
  for (std::string word; stream >> word;) {
    if (word == "ADDS") {
      list = &layer.adds;
    } else if (word == "CHANGES") {
      list = &layer.changes;
    } else if (word == "REMOVES") {
      list = &layer.removes;
    } else if (list) {
      list->push_back(word);
    }
  }
  return layer;
}

// "12" of "12-wakeup"; 0 if there is no number.
int numberOf(const std::string& folder) { return std::atoi(folder.c_str()); }

void apply(const Layer& layer, Tree& tree) {
  for (const auto* files : {&layer.adds, &layer.changes}) {
    for (const std::string& file : *files) tree[file] = layer.folder;
  }
  for (const std::string& file : layer.removes) tree.erase(file);
}

}  // namespace

Layers::Layers(const std::filesystem::path& root) {
  constexpr std::string_view kCall = "add_chapter(";
  const std::string text = withoutComments(readWhole(root / "CMakeLists.txt"));
  for (auto at = text.find(kCall); at != std::string::npos;
       at = text.find(kCall, at)) {
    at += kCall.size();
    const Layer layer = readLayer(text.substr(at, text.find(')', at) - at));
    if (numberOf(layer.folder) >= kFirstLayer) layers_.push_back(layer);
  }
}

const Layer& Layers::find(const Chapter& chapter) const {
  if (chapter.number < kFirstLayer) {
    throw UsageError(
        fmt::format("{0} stands alone: all of it is in chapters/{0}; the "
                    "chapters build on each other from {1:02} on",
                    chapter.folder, kFirstLayer));
  }
  const auto found = std::ranges::find(layers_, chapter.folder, &Layer::folder);
  if (found == layers_.end()) {
    throw std::runtime_error(fmt::format(
        "CMakeLists.txt has no add_chapter({} ...)", chapter.folder));
  }
  return *found;
}

Tree Layers::tree(const Layer& layer) const {
  Tree result = treeBefore(layer);
  apply(layer, result);
  return result;
}

Tree Layers::treeBefore(const Layer& layer) const {
  Tree result;
  for (const Layer& earlier : layers_) {
    if (earlier.folder == layer.folder) break;
    apply(earlier, result);
  }
  return result;
}

}  // namespace oneloop::tour
