// ./tour diff: what a chapter changed in the files of those before it.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "tools/tour/Arguments.h"
#include "tools/tour/Layers.h"
#include "tools/tour/Terminal.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/commands.h"
#include "tools/tour/nearest.h"
#include "tools/tour/runChild.h"

namespace oneloop::tour {
namespace {

// Compares the versions of two chapters; no chapter stands for no file.
void print(const std::filesystem::path& root, const std::string& file,
           const std::string& before, const std::string& after,
           const Terminal& terminal) {
  Words command{"diff", "--unified", "--show-c-function",
                terminal.hasColours() ? "--color=always" : "--color=never"};
  Words paths;
  for (const std::string& chapter : {before, after}) {
    const bool none = chapter.empty();
    command.push_back("--label");
    command.push_back(none ? "/dev/null" : fmt::format("{}/{}", chapter, file));
    paths.push_back(none ? "/dev/null" : root / "chapters" / chapter / file);
  }
  command.insert(command.end(), paths.begin(), paths.end());
  std::fflush(stdout);
  // 1 means that they differ; a signal, that a pager wants no more of it.
  if (runChild(command, root, nullptr) == 2) {
    throw std::runtime_error(fmt::format("diff cannot compare {}", file));
  }
}

// The file of the tree, or of what was removed, that a word means.
std::string find(const std::string& word, const Tree& files) {
  if (files.contains(word)) return word;
  std::vector<std::string> named;
  std::vector<std::string> all;
  for (const auto& [file, chapter] : files) {
    if (std::filesystem::path(file).filename() == word) named.push_back(file);
    all.push_back(file);
  }
  if (named.size() == 1) return named.front();
  throw UsageError(didYouMean("file", word, named.empty() ? all : named));
}

void printAll(const std::filesystem::path& root, const Layer& layer,
              const Tree& before, const Terminal& terminal) {
  for (const auto& [does, files] :
       {std::pair("adds", layer.adds), std::pair("removes", layer.removes)}) {
    if (!files.empty()) {
      fmt::print("{} {}:\n  {}\n", layer.folder, does,
                 fmt::join(files, "\n  "));
    }
  }
  for (const std::string& file : layer.changes) {
    print(root, file, before.at(file), layer.folder, terminal);
  }
}

void printOne(const std::filesystem::path& root, const Layer& layer,
              const std::string& word, const Tree& before, const Tree& after,
              const Terminal& terminal) {
  Tree files = before;
  files.insert(after.begin(), after.end());
  const std::string file = find(word, files);
  const auto versionIn = [&](const Tree& tree) {
    const auto found = tree.find(file);
    return found == tree.end() ? std::string() : found->second;
  };
  if (versionIn(before) == versionIn(after)) {
    throw UsageError(fmt::format("{} does not change {}: it has the one of {}",
                                 layer.folder, file, versionIn(after)));
  }
  print(root, file, versionIn(before), versionIn(after), terminal);
}

}  // namespace

int diff(const std::filesystem::path& root, const Words& words) {
  std::string chapterWord;
  std::string file;
  Arguments arguments("diff",
                      "What a chapter changes in the files of the chapters "
                      "before it.");
  arguments.positional("NN", chapterWord, "chapter: 12, 12-wakeup, wakeup");
  arguments.positional("FILE", file,
                       "only this one, which may be new: oneloop/Channel.h");
  if (!arguments.parse(words)) return 0;
  if (chapterWord.empty()) {
    throw UsageError("'diff' needs a chapter: ./tour diff 12");
  }
  const Catalogue catalogue(root);
  const Layers layers(root);
  const Layer& layer = layers.find(catalogue.find(chapterWord));
  const Tree before = layers.treeBefore(layer);
  const Terminal terminal;
  if (file.empty()) {
    printAll(root, layer, before, terminal);
  } else {
    printOne(root, layer, file, before, layers.tree(layer), terminal);
  }
  return 0;
}

}  // namespace oneloop::tour
