#pragma once

#include <filesystem>
#include <vector>

#include "tools/tour/exercises/Exercise.h"

namespace oneloop::tour {

/// Gives the learner's files of an exercise back the text of the stubs, which
/// are kept in solutions/CHAPTER/ID/stub, so that it works even after the
/// learner has committed. What the files held, if it was something else, is
/// first copied to .oneloop/backup/ID-DATE-TIME/. Returns these copies,
/// relative to `root`. Throws std::system_error; then the files are as they
/// were.
std::vector<std::filesystem::path> resetToStub(
    const std::filesystem::path& root, const Exercise& exercise);

}  // namespace oneloop::tour
