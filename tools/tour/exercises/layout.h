#pragma once

#include <string>
#include <string_view>

/// Text for 80 columns.
namespace oneloop::tour::layout {

/// How many columns a text takes: its letters, not its bytes.
std::size_t width(std::string_view text);

/// Fills lines of prose: joins them, and breaks them again before column 80.
/// An empty line stays; so does the beginning of a line that starts with a
/// blank, with "- " or with "1. ". Each line is indented and ends with "\n".
std::string prose(std::string_view text, std::size_t indent = 0);

/// Each line as it is, but indented.
std::string indented(std::string_view text, std::size_t indent);

/// A line with a text in the second column, broken like prose:
///   expected   the stream ends
std::string labelled(std::string_view label, std::string_view text);

/// Without what would move a terminal's cursor or change its colours: other
/// control characters than newlines become '?', tabs blanks.
std::string printable(std::string_view text);

/// The last lines of a long text.
std::string_view lastLines(std::string_view text, std::size_t count);

/// "[######------]", `done` of `all`.
std::string bar(std::size_t done, std::size_t all, std::size_t columns);

}  // namespace oneloop::tour::layout
