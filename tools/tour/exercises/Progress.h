#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tools/tour/exercises/Workbook.h"

namespace oneloop::tour {

/// What the learner has solved, by the exercises' ids, in
/// .oneloop/progress.toml. It lies outside of build/, which people delete, and
/// git ignores it. Every change reads the file again and replaces it whole,
/// under a lock, so that two tours at once lose nothing. What it does not know
/// in the file, it keeps. A file that cannot be read is moved aside, not lost.
///
/// Every change throws std::system_error if it cannot be written; then the
/// file is as it was.
class Progress {
 public:
  explicit Progress(const std::filesystem::path& root);
  ~Progress();

  bool passed(const Exercise& exercise) const;
  /// How many hints have been shown.
  std::size_t hints(const Exercise& exercise) const;
  /// How many of `workbook` are solved; with a chapter, only of that.
  std::size_t solved(const Workbook& workbook,
                     std::string_view chapter = {}) const;
  /// The exercise the learner is at: the last one chosen. Nothing has been
  /// chosen, or that is solved: the next one that is not. Requires that there
  /// are exercises.
  const Exercise& current(const Workbook& workbook) const;
  /// The last one chosen, solved or not; else as above.
  const Exercise& chosen(const Workbook& workbook) const;
  /// The next unsolved one after `exercise`, from the first again behind the
  /// last; nullptr if all others are solved.
  const Exercise* nextAfter(const Workbook& workbook,
                            const Exercise& exercise) const;

  void pass(const Exercise& exercise);
  void showHint(const Exercise& exercise);
  void forgetHints(const Exercise& exercise);
  void choose(const Exercise& exercise);

  /// One line to tell the learner, if the file could not be read; else empty.
  const std::string& trouble() const { return trouble_; }

 private:
  struct File;  // keeps the parsing library out of this header

  void read();
  void change(const std::function<void(File&)>& edit);

  std::filesystem::path path_;
  std::unique_ptr<File> file_;
  std::string trouble_;
};

}  // namespace oneloop::tour
