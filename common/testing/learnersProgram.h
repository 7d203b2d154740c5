#pragma once

#include <filesystem>
#include <string>

namespace oneloop::testing {

/// The program that is made of the learner's files, when they hold a main: it
/// stands beside the judge, with "-program" behind the judge's name.
inline std::string learnersProgram() {
  return std::filesystem::read_symlink("/proc/self/exe").string() + "-program";
}

}  // namespace oneloop::testing
