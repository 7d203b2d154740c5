#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace oneloop {

/// An exercise as its exercise.toml tells it. A value.
struct Exercise {
  std::string id, title, kind;
  std::int64_t minutes = 0, difficulty = 0;
  std::vector<std::string> requirements;  // `requires` is a word of C++
  std::vector<std::string> edit;
  std::string task;
  std::vector<std::string> hints;
  std::string why, compare, source;
  std::string failingTest, failingCheck;

  std::filesystem::path stub;      // exercises/NN-name/ID
  std::filesystem::path solution;  // solutions/NN-name/ID
};

/// Reads exercises/PATH below `root`. Throws std::runtime_error if a key is
/// missing, has the wrong type, or is none that we know.
Exercise readExercise(const std::filesystem::path& root,
                      const std::string& path);

/// All exercise ids of the book in reading order: each chapter's order.toml.
/// Throws std::runtime_error if one does not equal the chapter's folders.
std::vector<std::string> readOrder(const std::filesystem::path& root);

}  // namespace oneloop
