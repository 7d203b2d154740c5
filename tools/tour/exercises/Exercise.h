#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace oneloop::tour {

/// One exercise: what its exercise.toml says.
struct Exercise {
  std::string id;       // "send-all": never changes, unique in the book
  std::string chapter;  // "01-blocking", its folder in exercises/
  std::string title;
  std::string kind;  // implement, fix, predict or measure
  int minutes = 0;
  int difficulty = 0;                      // 1 to 5
  std::vector<std::string> prerequisites;  // ids
  // The learner's files: "serve.cc", or "oneloop/Channel.cc", which takes the
  // place of the chapter's.
  std::vector<std::string> edit;
  std::string task;
  std::vector<std::string> hints;  // three: nudge, pointer, almost the answer
  std::string why;
  std::string compare;
  std::string source;  // "send(2)"

  /// Where things are, relative to the project. The stubs are kept a second
  /// time, where no learner edits: that is what a reset restores.
  std::filesystem::path folder() const { return below("exercises"); }
  std::filesystem::path solution() const { return below("solutions"); }
  std::filesystem::path stubs() const { return solution() / "stub"; }
  /// The first file to edit, and the folder in which they all are.
  std::string firstFile() const { return (folder() / edit.front()).string(); }
  std::filesystem::path editFolder() const {
    return std::filesystem::path(firstFile()).parent_path();
  }

 private:
  std::filesystem::path below(const char* top) const {
    return std::filesystem::path(top) / chapter / id;
  }
};

/// Reads exercises/CHAPTER/ID/exercise.toml below `root`. Throws
/// std::runtime_error with one line that names file and line, if it is missing
/// or wrong.
Exercise readExercise(const std::filesystem::path& root,
                      const std::string& chapter, const std::string& id);

}  // namespace oneloop::tour
