#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/Fd.h"

namespace oneloop::tour {

/// Tells when files in a folder are saved, replaced or removed (inotify(7)).
/// It is the folder that is watched: many editors write a new file and give
/// it the old one's name. A folder that is removed is waited for.
class FolderWatch {
 public:
  FolderWatch();

  /// From now on these files, in this folder, and no others.
  void watch(std::filesystem::path folder, std::vector<std::string> files);

  /// Readable when something has happened.
  int fd() const { return fd_.get(); }

  /// True if it was one of the files, or the folder itself. Does not wait.
  bool changed();

 private:
  void arm();
  bool tryAdd(const std::filesystem::path& folder, unsigned events);

  Fd fd_;
  std::filesystem::path folder_;
  std::vector<std::string> files_;
  int descriptor_ = -1;   // inotify's name for what is watched
  bool waiting_ = false;  // for the folder: a parent of it is watched
};

}  // namespace oneloop::tour
