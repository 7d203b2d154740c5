#include "tools/tour/Package.h"

#include <fmt/format.h>
#include <glob.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "common/testing/Process.h"

namespace oneloop::tour {
namespace {

namespace fs = std::filesystem;

bool headerExists(const std::string& header) {
  for (const fs::path folder : {"/usr/include", "/usr/local/include"}) {
    if (fs::exists(folder / header)) return true;
  }
  // Elsewhere? The compiler knows where it looks.
  if (!testing::findProgram("g++")) return false;
  testing::Process compiler({"g++", "-x", "c++", "-E", "-include", header,
                             "/dev/null", "-o", "/dev/null"});
  return compiler.wait() == testing::ExitStatus{};
}

bool anyFile(const std::string& pattern) {
  glob_t found{};
  const int result = ::glob(pattern.c_str(), 0, nullptr, &found);
  ::globfree(&found);
  return result == 0;
}

// "cmd:g++" is {"cmd", "g++"}.
std::pair<std::string, std::string> split(const std::string& probe) {
  const auto colon = std::min(probe.find(':'), probe.size());
  return {probe.substr(0, colon),
          probe.substr(std::min(colon + 1, probe.size()))};
}

bool isComment(const std::string& line) {
  const auto first = line.find_first_not_of(" \t");
  return first == std::string::npos || line[first] == '#';
}

}  // namespace

bool Package::present() const {
  const auto [kind, what] = split(probe);
  if (kind == "cmd") return testing::findProgram(what).has_value();
  if (kind == "header") return headerExists(what);
  return anyFile(what);
}

std::vector<Package> readPackages(const fs::path& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw std::runtime_error(fmt::format("cannot read {}", file.string()));
  }
  std::vector<Package> packages;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (isComment(line)) continue;
    std::istringstream words(line);
    Package package;
    words >> package.group >> package.name >> package.probe >> std::ws;
    std::getline(words, package.purpose);
    const auto kind = split(package.probe).first;
    if (package.purpose.empty() ||
        (kind != "cmd" && kind != "header" && kind != "file")) {
      throw std::runtime_error(
          fmt::format("{}:{}: expected GROUP PACKAGE PROBE WHAT-FOR",
                      file.filename().string(), number));
    }
    packages.push_back(std::move(package));
  }
  return packages;
}

}  // namespace oneloop::tour
