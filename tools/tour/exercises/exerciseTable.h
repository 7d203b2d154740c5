#pragma once

#include <string>

#include "tools/tour/Terminal.h"
#include "tools/tour/exercises/Progress.h"
#include "tools/tour/exercises/Workbook.h"

/// The exercises as lines of a table, in 80 columns.
namespace oneloop::tour {

/// "✓ send-all             implement  10 min  1/5  Send all of it", without
/// a newline; a title that is too long is cut.
std::string exerciseRow(const Exercise& exercise, bool passed,
                        const Terminal& terminal);

/// Those that match all words, chapter by chapter, with title and
/// prerequisites.
std::string exerciseTable(const Workbook& workbook, const Progress& progress,
                          const std::vector<std::string>& words,
                          const Terminal& terminal);

/// "[####----]  5/22 solved", and the chapter's: "01-blocking 2/8".
std::string progressLine(const Workbook& workbook, const Progress& progress,
                         const Exercise& exercise, const Terminal& terminal);

/// How many exercises a chapter has.
std::size_t countOf(const Workbook& workbook, std::string_view chapter);

}  // namespace oneloop::tour
