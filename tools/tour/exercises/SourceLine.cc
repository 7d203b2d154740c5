#include "tools/tour/exercises/SourceLine.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>

#include "tools/tour/exercises/Exercise.h"

namespace oneloop::tour {

namespace fs = std::filesystem;

namespace {

// Takes ":12" off the end of `text`; 0 if there is none.
int takeNumber(std::string_view& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return 0;
  const std::string_view digits = text.substr(colon + 1);
  int number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return 0;
  text.remove_suffix(digits.size() + 1);
  return number;
}

}  // namespace

bool SourceLine::isIn(const Exercise& exercise) const {
  // Paths may lead through symbolic links: the last names must do.
  return std::ranges::any_of(exercise.edit, [&](const std::string& edited) {
    return file.ends_with(fmt::format("/{}/{}", exercise.id, edited));
  });
}

std::string SourceLine::brief() const {
  return fmt::format("{}:{}", fs::path(file).filename().string(), line);
}

std::string SourceLine::text(const fs::path& folder) const {
  std::ifstream stream(folder / fs::path(file).filename());
  std::string text;
  for (int i = 0; i < line; ++i) {
    if (!std::getline(stream, text)) return {};
  }
  constexpr auto kBlanks = " \t\r";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

SourceLine SourceLine::parse(std::string_view text) {
  // Some put the module behind it: "a.cc:3 (program+0x12)".
  if (text.ends_with(')')) text = text.substr(0, text.rfind(" ("));
  text.remove_prefix(text.rfind(' ') + 1);
  const int last = takeNumber(text);
  if (last == 0) return {};
  const int before = takeNumber(text);
  return before == 0 ? SourceLine{std::string(text), last, 0}
                     : SourceLine{std::string(text), before, last};
}

}  // namespace oneloop::tour
