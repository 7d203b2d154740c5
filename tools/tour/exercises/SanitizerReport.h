#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/tour/exercises/SourceLine.h"

namespace oneloop::tour {

/// What a sanitizer (Address, Leak, Undefined Behavior, Thread) reported, cut
/// to what the learner needs.
struct SanitizerReport {
  std::string what;      // "heap-use-after-free", or the words of UBSan
  std::string meaning;   // "memory is used after it was given back"; may be ""
  SourceLine where;      // in the learner's file; line 0 if it is not there
  SourceLine earlier;    // where that memory was freed or allocated; line 0: -
  std::string happened;  // what happened earlier: "freed", "allocated"

  /// The first report in what a program printed, if there is one.
  static std::optional<SanitizerReport> find(std::string_view output,
                                             const Exercise& exercise);
};

}  // namespace oneloop::tour
