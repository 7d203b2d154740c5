#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/tour/Catalogue.h"
#include "tools/tour/Terminal.h"

namespace oneloop::tour {

/// Builds CMake targets in build/PRESET, and knows where the results are.
///
/// It writes to stderr only: one line of progress on a terminal, and what the
/// compiler says when a build fails. Two tours that build in the same folder
/// take turns. With ONELOOP_BUILD set, that folder is used for every preset.
class Builder {
 public:
  explicit Builder(std::filesystem::path root, std::string preset = "dev");

  /// Brings `target` up to date with `jobs` compilers at once (0: as many as
  /// there are processors). Configures first if that has not been done, or if
  /// the folder was made for another place. Throws std::runtime_error, after
  /// the compiler's own words, if either fails.
  void build(const std::string& target, unsigned jobs = 0);

  const std::filesystem::path& folder() const { return folder_; }

  /// For those who call the tools themselves: has the folder been configured,
  /// for this place; what does it; and the file to hold with flock meanwhile.
  bool configured() const;
  std::vector<std::string> configureCommand() const;
  std::filesystem::path lockFile() const { return folder_.string() + ".lock"; }

  /// Where a program of a chapter is, once it has been built.
  std::filesystem::path program(const Chapter& chapter,
                                const std::string& name) const;
  /// The same, and builds it first.
  std::filesystem::path buildProgram(const Chapter& chapter,
                                     const std::string& name);

 private:
  void configure();

  std::filesystem::path root_;
  std::string preset_;
  std::filesystem::path folder_;
  Terminal terminal_;
};

}  // namespace oneloop::tour
