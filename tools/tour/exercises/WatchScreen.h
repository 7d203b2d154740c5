#pragma once

#include <filesystem>
#include <string>

#include "tools/tour/Terminal.h"
#include "tools/tour/exercises/Judgement.h"
#include "tools/tour/exercises/Progress.h"
#include "tools/tour/exercises/Workbook.h"

namespace oneloop::tour {

/// What ./tour watch shows. The loop changes it, drawing reads it.
struct WatchScreen {
  enum class Mode {
    kExercise,
    kConfirmReset,
    kConfirmSolution,
    kList,      // of the exercises, to choose one
    kSolution,  // until the next key
    kOutput,    // what the program printed, until the next key
  };

  Mode mode = Mode::kExercise;
  const Exercise* exercise = nullptr;
  std::string stage;                     // while it builds or runs
  const Judgement* judgement = nullptr;  // nullptr while it builds or runs
  bool hints = false;                    // shown below
  std::string message;                   // one line for the learner
  std::size_t cursor = 0;                // in the list

  /// The whole of it, as text; a terminal is cleared first.
  std::string draw(const std::filesystem::path& root, const Workbook& workbook,
                   const Progress& progress, const Terminal& terminal) const;
};

}  // namespace oneloop::tour
