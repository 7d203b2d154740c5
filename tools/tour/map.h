#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "tools/tour/Catalogue.h"
#include "tools/tour/Terminal.h"

namespace oneloop::tour {

/// "2/8": how many of a chapter's exercises are solved, for each that has some.
std::map<std::string, std::string> solvedByChapter(
    const std::filesystem::path& root);

/// Prints the chapters, part by part, one line each: number, name, question,
/// and whether it is ready, or how much of it is `solved`. With `programs`, a
/// second line for each ready one says what to run.
void printMap(const Catalogue& catalogue,
              const std::map<std::string, std::string>& solved,
              const Terminal& terminal, bool programs);

}  // namespace oneloop::tour
