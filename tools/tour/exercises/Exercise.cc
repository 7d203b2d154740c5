#include "tools/tour/exercises/Exercise.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "tools/tour/exercises/TomlFile.h"

namespace oneloop::tour {
namespace {

const std::vector<std::string> kKinds{"implement", "fix", "predict", "measure"};
const std::vector<std::string> kKeys{
    "id",    "title", "kind",     "minutes", "difficulty", "edit",   "task",
    "hints", "why",   "requires", "fails",   "compare",    "source", "program"};

// Files there take the place of the chapter's.
constexpr std::string_view kLayer = "oneloop/";

std::string readId(const TomlFile& toml, const std::string& folder) {
  std::string id = toml.text("id");
  if (id != folder) {
    toml.fail("id",
              fmt::format("'id' must be the folder's name, '{}'", folder));
  }
  return id;
}

std::string readKind(const TomlFile& toml) {
  std::string kind = toml.text("kind");
  if (std::ranges::find(kKinds, kind) == kKinds.end()) {
    toml.fail("kind",
              fmt::format("'kind' must be one of {}", fmt::join(kKinds, ", ")));
  }
  return kind;
}

std::vector<std::string> readEdit(const TomlFile& toml) {
  auto files = toml.texts("edit");
  const bool plain = std::ranges::all_of(files, [](std::string_view file) {
    if (file.starts_with(kLayer)) file.remove_prefix(kLayer.size());
    return file.find('/') == file.npos && !file.starts_with('.');
  });
  if (files.empty() || !plain) {
    toml.fail("edit", "'edit' must be a list of names of files");
  }
  const auto inLayer = [](const std::string& file) {
    return file.starts_with(kLayer);
  };
  if (std::ranges::count_if(files, inLayer) % std::ssize(files) != 0) {
    toml.fail("edit", "the files of 'edit' must be in one folder");
  }
  return files;
}

std::vector<std::string> readHints(const TomlFile& toml) {
  auto hints = toml.texts("hints");
  if (std::set(hints.begin(), hints.end()).size() != 3 || hints.size() != 3) {
    toml.fail("hints", "'hints' must be three different texts");
  }
  return hints;
}

}  // namespace

Exercise readExercise(const std::filesystem::path& root,
                      const std::string& chapter, const std::string& id) {
  const TomlFile toml(root, std::filesystem::path("exercises") / chapter / id /
                                "exercise.toml");
  toml.allowOnly(kKeys);
  Exercise exercise;
  exercise.id = readId(toml, id);
  exercise.chapter = chapter;
  exercise.title = toml.text("title");
  exercise.kind = readKind(toml);
  exercise.minutes = toml.number("minutes", 5, 30);
  exercise.difficulty = toml.number("difficulty", 1, 5);
  exercise.prerequisites = toml.texts("requires");
  exercise.edit = readEdit(toml);
  exercise.task = toml.text("task");
  exercise.hints = readHints(toml);
  exercise.why = toml.text("why");
  exercise.compare = toml.text("compare");
  exercise.source = toml.text("source");
  // Only the proof in CI needs these, but a mistake is better found at once.
  toml.text("fails.test");
  toml.text("fails.check");
  return exercise;
}

}  // namespace oneloop::tour
