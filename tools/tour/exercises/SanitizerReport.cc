#include "tools/tour/exercises/SanitizerReport.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>
#include <vector>

namespace oneloop::tour {
namespace {

constexpr std::string_view kUndefined = ": runtime error: ";

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array kMeanings{
    Pair{"heap-use-after-free", "memory is used after it was given back"},
    Pair{"heap-buffer-overflow",
         "a read or write beyond the end of memory "
         "from new or malloc, or before it"},
    Pair{"stack-buffer-overflow",
         "a read or write beyond the end of a local "
         "variable, or before it"},
    Pair{"stack-buffer-underflow", "a read or write before a local variable"},
    Pair{"global-buffer-overflow",
         "a read or write beyond the end of a global "
         "variable"},
    Pair{"stack-use-after-scope", "a local variable is used after its block"},
    Pair{"stack-use-after-return",
         "a local variable is used after its "
         "function has returned"},
    Pair{"double-free", "the same memory is given back twice"},
    Pair{"free", "memory is given back that never came from new or malloc"},
    Pair{"alloc-dealloc-mismatch",
         "memory from new is given to free, or the "
         "other way round"},
    Pair{"stack-overflow", "the stack is full: a call without an end?"},
    Pair{"SEGV", "an address that is not ours, often a null pointer"},
    Pair{"negative-size-param",
         "a size below 0, perhaps the -1 of a failed "
         "call"},
    Pair{"memory leaks", "memory was never given back"},
    Pair{"data race",
         "two threads use the same memory, one of them writes, "
         "and nothing orders them"},
};

// UBSan writes sentences: what stands anywhere in them.
constexpr std::array kSentences{
    Pair{"insufficient space for an object",
         "a read or write beyond the end of a variable"},
    Pair{"out of bounds", "an index beyond the end of an array, or before it"},
    Pair{"null pointer", "a pointer that points to nothing is used"},
};

constexpr std::array kEarlier{
    // For a leak, the place of the allocation is what matters: it is not here.
    Pair{"freed by", "given back"},
    Pair{"allocated by", "asked for"},
    Pair{"Previous ", "used by another thread"},
};

std::string_view meaningOf(std::string_view what) {
  for (const auto& [name, meaning] : kMeanings) {
    if (what.starts_with(name)) return meaning;
  }
  for (const auto& [words, meaning] : kSentences) {
    if (what.find(words) != std::string_view::npos) return meaning;
  }
  return {};
}

std::string_view happenedIn(std::string_view line) {
  for (const auto& [words, what] : kEarlier) {
    if (line.find(words) != std::string_view::npos) return what;
  }
  return {};
}

std::vector<std::string> splitLines(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// What stands behind `mark`; "" if that does not occur.
std::string_view behind(std::string_view line, std::string_view mark) {
  const auto at = line.find(mark);
  return at == std::string_view::npos ? "" : line.substr(at + mark.size());
}

// The words of a line that begins a report; "" for any other line.
std::string_view titleIn(std::string_view line) {
  const auto undefined = line.find(kUndefined);
  if (undefined != std::string_view::npos &&
      SourceLine::parse(line.substr(0, undefined)).line > 0) {
    return behind(line, kUndefined);
  }
  if (behind(line, "ERROR: ").empty() && behind(line, "WARNING: ").empty()) {
    return {};
  }
  std::string_view title = behind(line, "Sanitizer: ");
  for (const std::string_view word : {"detected ", "attempting "}) {
    if (title.starts_with(word)) title.remove_prefix(word.size());
  }
  // "heap-use-after-free on address 0x...": the name is enough.
  return title.substr(0, std::min(title.find(" on "), title.find(" (")));
}

bool isFrame(std::string_view line) {
  const auto first = line.find_first_not_of(' ');
  return first != std::string_view::npos && line[first] == '#';
}

}  // namespace

std::optional<SanitizerReport> SanitizerReport::find(std::string_view output,
                                                     const Exercise& exercise) {
  std::optional<SanitizerReport> report;
  std::string_view happened;
  for (const std::string& line : splitLines(output)) {
    const std::string_view title = titleIn(line);
    if (!title.empty()) {
      if (report) break;
      report = SanitizerReport{
          std::string(title), std::string(meaningOf(title)), {}, {}, {}};
      const auto place =
          SourceLine::parse(line.substr(0, line.find(kUndefined)));
      if (place.isIn(exercise)) report->where = place;
    } else if (report && isFrame(line)) {
      const SourceLine place = SourceLine::parse(line);
      if (!place.isIn(exercise)) continue;
      if (happened.empty() && report->where.line == 0) report->where = place;
      if (!happened.empty() && report->earlier.line == 0) {
        report->earlier = place;
        report->happened = happened;
      }
    } else if (report && !happenedIn(line).empty()) {
      happened = happenedIn(line);
    }
  }
  return report;
}

}  // namespace oneloop::tour
