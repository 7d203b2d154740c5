#include "tools/tour/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace oneloop::tour {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

// Damerau and Levenshtein's distance, row by row; row i tells what it takes
// to turn the first i letters of `from` into each beginning of `to`.
std::size_t typingErrors(std::string_view from, std::string_view to) {
  std::vector<std::vector<std::size_t>> rows(
      from.size() + 1, std::vector<std::size_t>(to.size() + 1));
  for (std::size_t i = 0; i <= from.size(); ++i) {
    for (std::size_t j = 0; j <= to.size(); ++j) {
      std::size_t& best = rows[i][j];
      if (i == 0 || j == 0) {
        best = i + j;
        continue;
      }
      const std::size_t wrong = from[i - 1] == to[j - 1] ? 0 : 1;
      best = std::min(
          {rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + wrong});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] &&
          from[i - 2] == to[j - 1]) {
        best = std::min(best, rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[from.size()][to.size()];
}

}  // namespace

std::string nearest(std::string_view word,
                    const std::vector<std::string>& candidates) {
  const std::string wanted = lower(word);
  const auto unlikeness = [&](const std::string& candidate) {
    const std::string name = lower(candidate);
    const bool contained =
        wanted.size() > 1 && name.find(wanted) != std::string::npos;
    return std::pair(!contained, typingErrors(wanted, name));
  };
  return *std::ranges::min_element(candidates, {}, unlikeness);
}

std::string didYouMean(std::string_view kind, std::string_view word,
                       const std::vector<std::string>& candidates,
                       std::string_view where) {
  return fmt::format("no {} '{}'{}; did you mean '{}'?", kind, word, where,
                     nearest(word, candidates));
}

}  // namespace oneloop::tour
