#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/tour/exercises/SourceLine.h"

namespace oneloop::tour {

/// What the compiler or the linker said, cut to the first thing to mend.
struct CompilerMessage {
  SourceLine where;      // line 0: the linker, which knows no line
  std::string message;   // "'n' was not declared in this scope"
  std::string excerpt;   // as gcc shows the line; "" if it does not
  std::size_t more = 0;  // how many more errors there are

  /// The first error in the learner's file; without one there, the first of
  /// all. Nothing if there is no error.
  static std::optional<CompilerMessage> firstError(std::string_view output,
                                                   const Exercise& exercise);
  /// The same for warnings, only in the learner's file.
  static std::optional<CompilerMessage> firstWarning(std::string_view output,
                                                     const Exercise& exercise);
};

}  // namespace oneloop::tour
