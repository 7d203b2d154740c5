#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace oneloop::tour {

struct Exercise;

/// A place in a source file, as a compiler or a sanitizer names it.
struct SourceLine {
  std::string file;  // as it was named; often an absolute path
  int line = 0;
  int column = 0;  // 0: not known

  /// True for a file that the learner of this exercise edits.
  bool isIn(const Exercise& exercise) const;

  /// The name without its folders: "send_all.cc:12".
  std::string brief() const;

  /// Its text below `folder`, without the blanks around it; "" if there is no
  /// such line.
  std::string text(const std::filesystem::path& folder) const;

  /// Reads "FILE:LINE" or "FILE:LINE:COLUMN" at the end of `text`; line 0 if
  /// there is none.
  static SourceLine parse(std::string_view text);
};

}  // namespace oneloop::tour
