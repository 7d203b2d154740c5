#include "tools/tour/exercises/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <vector>

namespace oneloop::tour::layout {
namespace {

constexpr std::size_t kColumns = 79;
constexpr std::size_t kLabel = 11;

std::vector<std::string> linesOf(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool beginsItem(std::string_view line) {
  if (line.empty() || line[0] == ' ' || line.starts_with("- ")) return true;
  const auto end = line.find_first_not_of("0123456789");
  return end > 0 && end != std::string_view::npos &&
         line.substr(end).starts_with(". ");
}

// Words joined to lines, the first of which begins at column `first`.
std::string fill(std::string_view text, std::size_t first, std::size_t indent) {
  std::istringstream stream{std::string(text)};
  std::string result;
  std::size_t column = first;
  bool atStart = true;
  for (std::string word; stream >> word;) {
    if (!atStart && column + 1 + width(word) > kColumns) {
      result += "\n" + std::string(indent, ' ');
      column = indent;
      atStart = true;
    }
    if (!atStart) result += ' ';
    column += width(word) + (atStart ? 0 : 1);
    result += word;
    atStart = false;
  }
  return result;
}

}  // namespace

std::size_t width(std::string_view text) {
  // In UTF-8 each letter has one byte that is not of the form 10xxxxxx.
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (c & '\xC0') != '\x80'; }));
}

std::string prose(std::string_view text, std::size_t indent) {
  std::string result;
  std::string paragraph;
  const auto flush = [&] {
    if (paragraph.empty()) return;
    const auto blanks =
        std::min(paragraph.find_first_not_of(' '), paragraph.size());
    const std::size_t left = indent + blanks;
    result += std::string(left, ' ') + fill(paragraph, left, left) + "\n";
    paragraph.clear();
  };
  for (const std::string& line : linesOf(text)) {
    if (beginsItem(line)) flush();
    if (line.empty()) {
      result += "\n";
    } else {
      paragraph += (paragraph.empty() ? "" : " ") + line;
    }
  }
  flush();
  return result;
}

std::string indented(std::string_view text, std::size_t indent) {
  std::string result;
  for (const std::string& line : linesOf(text)) {
    result += line.empty() ? "\n" : std::string(indent, ' ') + line + "\n";
  }
  return result;
}

std::string labelled(std::string_view label, std::string_view text) {
  constexpr std::size_t kIndent = 2 + kLabel;
  std::string result = fmt::format("  {:<{}}", label, kLabel);
  bool first = true;
  for (const std::string& line : linesOf(text)) {
    if (!first) result += std::string(kIndent, ' ');
    result += fill(line, kIndent, kIndent) + "\n";
    first = false;
  }
  return first ? result + "\n" : result;
}

std::string printable(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c == '\t') c = ' ';
    if (c != '\n' && (c == '\x7f' || (c >= 0 && c < ' '))) c = '?';
  }
  return result;
}

std::string_view lastLines(std::string_view text, std::size_t count) {
  std::size_t begin = text.size();
  // The newline at the end ends the last line, it begins none.
  for (std::size_t i = 0; i <= count && begin != 0; ++i) {
    const auto newline = text.rfind('\n', begin - 1);
    if (newline == std::string_view::npos) return text;
    begin = newline;
  }
  return text.substr(std::min(begin + 1, text.size()));
}

std::string bar(std::size_t done, std::size_t all, std::size_t columns) {
  const std::size_t full = all == 0 ? 0 : done * columns / all;
  return fmt::format("[{}{}]", std::string(full, '#'),
                     std::string(columns - full, '-'));
}

}  // namespace oneloop::tour::layout
