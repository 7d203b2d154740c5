#pragma once

#include <filesystem>
#include <string>

#include "tools/tour/Terminal.h"
#include "tools/tour/exercises/Exercise.h"
#include "tools/tour/exercises/Judgement.h"

/// What the learner reads about an exercise: text of many lines, each ended by
/// a newline, in 80 columns.
namespace oneloop::tour {

/// Its title, and what it takes.
std::string describeHead(const Exercise& exercise, const Terminal& terminal);

/// The task, and where to edit.
std::string describeTask(const Exercise& exercise, const Terminal& terminal);

/// The first `count` hints.
std::string describeHints(const Exercise& exercise, std::size_t count,
                          const Terminal& terminal);

/// How an attempt ended: what led there, what was expected, what was seen; or
/// why it passed, and what to compare.
std::string describeJudgement(const Judgement& judgement,
                              const Exercise& exercise,
                              const std::filesystem::path& root,
                              const Terminal& terminal);

/// The reference solution, file by file. Throws std::system_error if one
/// cannot be read.
std::string describeSolution(const Exercise& exercise,
                             const std::filesystem::path& root,
                             const Terminal& terminal);

}  // namespace oneloop::tour
