#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::tour {

struct Chapter {
  int number = 0;
  std::string name;      // "blocking"
  std::string folder;    // "01-blocking", in chapters/; also its CMake target
  std::string part;      // "Part I: one echo server, many IO models"
  std::string title;     // "Blocking calls"
  std::string question;  // "what happens while recv waits?"
  std::vector<std::string> programs;  // in the order to look at them
  bool ready = false;                 // its folder is there

  /// The program of that name. Throws UsageError naming the nearest.
  const std::string& program(std::string_view word) const;
};

/// The chapters in reading order: what chapters/chapters.toml says.
class Catalogue {
 public:
  /// Reads chapters/chapters.toml below `root`. Throws std::runtime_error with
  /// one line, "chapters/chapters.toml:12: ...", if it is missing or wrong.
  explicit Catalogue(const std::filesystem::path& root);

  const std::vector<Chapter>& chapters() const { return chapters_; }

  /// The chapter meant by "1", "01", "01-blocking" or "blocking". Throws
  /// UsageError, naming the nearest one, if there is none, and also if it is
  /// only planned.
  const Chapter& find(std::string_view word) const;

 private:
  std::vector<Chapter> chapters_;
};

}  // namespace oneloop::tour
