#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/compare/Load.h"
#include "tools/compare/Measurement.h"

namespace oneloop::compare {

/// What the command line asks for.
struct Options {
  enum class Task { kCompare, kList, kTargets, kShow };

  Task task = Task::kCompare;
  std::vector<std::string> servers;  // of --show: none means all
  std::vector<Load> loads;           // the same
  Settings settings;
  bool instructions = false;
  bool details = false;
  std::string metric;  // the only one to print, if any
  bool verdicts = false;
  bool book = false;
  std::filesystem::path root;      // the folder of the project
  std::filesystem::path out;       // results.json and the charts go there
  std::vector<std::string> files;  // of --show
};

/// The words after the program's name. Throws std::invalid_argument with one
/// line for words that cannot be used. Returns false when --help was printed.
bool parse(const std::vector<std::string>& words, Options& options);

}  // namespace oneloop::compare
