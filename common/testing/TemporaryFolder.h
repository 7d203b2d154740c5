#pragma once

#include <filesystem>
#include <string_view>

namespace oneloop::testing {

/// A new, empty folder that is removed, with all it holds, at the end of its
/// life. For tests.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Writes a file below it, and the folders that lead there.
  void write(const std::filesystem::path& file, std::string_view text) const;
  /// The same, for a program.
  void writeScript(const std::filesystem::path& file,
                   std::string_view text) const;
  /// What a file below it holds; "" if it is not there.
  std::string read(const std::filesystem::path& file) const;

 private:
  std::filesystem::path path_;
};

}  // namespace oneloop::testing
