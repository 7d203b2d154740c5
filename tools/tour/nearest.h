#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oneloop::tour {

/// The candidate that is most like `word`: one that contains it, else the one
/// that the fewest typing errors turn into it (a letter too many, too few,
/// wrong, or swapped with its neighbour). Requires at least one candidate.
std::string nearest(std::string_view word,
                    const std::vector<std::string>& candidates);

/// "no option '--jbos' of 'test'; did you mean '--jobs'?", where " of 'test'"
/// is the optional `where`.
std::string didYouMean(std::string_view kind, std::string_view word,
                       const std::vector<std::string>& candidates,
                       std::string_view where = "");

}  // namespace oneloop::tour
