#include "tools/tour/exercises/Workbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

#include "tools/tour/UsageError.h"
#include "tools/tour/exercises/TomlFile.h"
#include "tools/tour/nearest.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

std::set<std::string> foldersIn(const fs::path& folder,
                                const std::string& holding) {
  std::set<std::string> names;
  if (!fs::is_directory(folder)) return names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (fs::exists(entry.path() / holding)) {
      names.insert(entry.path().filename().string());
    }
  }
  return names;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return text;
}

}  // namespace

Workbook::Workbook(const fs::path& root) {
  for (const auto& chapter : foldersIn(root / "exercises", "order.toml")) {
    readChapter(root, chapter);
  }
}

void Workbook::readChapter(const fs::path& root, const std::string& chapter) {
  const fs::path folder = fs::path("exercises") / chapter;
  const TomlFile toml(root, folder / "order.toml");
  auto unlisted = foldersIn(root / folder, "exercise.toml");
  for (const std::string& id : toml.texts("order")) {
    unlisted.erase(id);
    const auto known = [&](const std::string& other) {
      return std::ranges::find(exercises_, other, &Exercise::id) !=
             exercises_.end();
    };
    if (known(id)) {
      toml.fail("order", fmt::format("'{}' is listed twice", id));
    }
    Exercise exercise = readExercise(root, chapter, id);
    for (const std::string& before : exercise.prerequisites) {
      if (!known(before)) {
        toml.fail("order", fmt::format("'{}' requires '{}', which must come "
                                       "before it",
                                       id, before));
      }
    }
    exercises_.push_back(std::move(exercise));
  }
  if (!unlisted.empty()) {
    toml.fail("order", fmt::format("'{}' has a folder, but is not listed",
                                   *unlisted.begin()));
  }
}

const Exercise& Workbook::find(std::string_view id) const {
  const auto found = std::ranges::find(exercises_, id, &Exercise::id);
  if (found != exercises_.end()) return *found;
  if (exercises_.empty()) throw UsageError("there are no exercises yet");
  std::vector<std::string> ids;
  for (const Exercise& exercise : exercises_) ids.push_back(exercise.id);
  throw UsageError(didYouMean("exercise", id, ids));
}

std::size_t Workbook::indexOf(const Exercise& exercise) const {
  return static_cast<std::size_t>(&exercise - exercises_.data());
}

bool matches(const Exercise& exercise, const std::vector<std::string>& words) {
  const std::string text = lower(fmt::format(
      "{} {} {} {} {} {}", exercise.id, exercise.title, exercise.kind,
      exercise.chapter, exercise.task, exercise.source));
  return std::ranges::all_of(words, [&](const std::string& word) {
    return text.find(lower(word)) != std::string::npos;
  });
}

}  // namespace oneloop::tour
