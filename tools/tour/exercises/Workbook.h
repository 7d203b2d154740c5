#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tools/tour/exercises/Exercise.h"

namespace oneloop::tour {

/// All exercises, in the order in which they are to be solved: the chapters'
/// order, and in each what its order.toml says.
class Workbook {
 public:
  /// Reads exercises/*/order.toml below `root`, and what they name. Throws
  /// std::runtime_error with one line if something is missing or wrong.
  explicit Workbook(const std::filesystem::path& root);

  const std::vector<Exercise>& exercises() const { return exercises_; }

  /// Throws UsageError, naming the nearest one, if there is no such id.
  const Exercise& find(std::string_view id) const;

  /// Its place in exercises(). Requires that it is one of them.
  std::size_t indexOf(const Exercise& exercise) const;

 private:
  void readChapter(const std::filesystem::path& root,
                   const std::string& chapter);

  std::vector<Exercise> exercises_;
};

/// True if each word occurs in the exercise's id, title, kind, chapter, task
/// or source, whatever the case of its letters.
bool matches(const Exercise& exercise, const std::vector<std::string>& words);

}  // namespace oneloop::tour
