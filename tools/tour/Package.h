#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace oneloop::tour {

/// One line of tools/packages.txt, which explains the fields.
struct Package {
  std::string group;
  std::string name;
  std::string probe;
  std::string purpose;

  /// Whether what the probe names is on this machine.
  bool present() const;
};

/// Throws std::runtime_error with one line, "packages.txt:3: ...", if the file
/// is missing or a line is wrong.
std::vector<Package> readPackages(const std::filesystem::path& file);

}  // namespace oneloop::tour
