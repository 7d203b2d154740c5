#include "tools/tour/Terminal.h"

#include <fmt/color.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace oneloop::tour {
namespace {

bool isSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value != '\0';
}

bool isDumb() {
  const char* terminal = std::getenv("TERM");
  return terminal && std::string_view(terminal) == "dumb";
}

std::string paint(bool colours, fmt::text_style style, std::string_view text) {
  return colours ? fmt::format(style, "{}", text) : std::string(text);
}

}  // namespace

Terminal::Terminal()
    : output_(::isatty(STDOUT_FILENO) == 1),
      colours_(output_ && !isSet("NO_COLOR") && !isDumb()),
      progress_(::isatty(STDERR_FILENO) == 1 && !isDumb()) {}

std::string Terminal::heading(std::string_view text) const {
  return paint(colours_, fmt::emphasis::bold, text);
}

std::string Terminal::command(std::string_view text) const {
  return paint(colours_, fg(fmt::terminal_color::cyan), text);
}

std::string Terminal::faint(std::string_view text) const {
  return paint(colours_, fmt::emphasis::faint, text);
}

std::string Terminal::good(std::string_view text) const {
  return paint(colours_, fg(fmt::terminal_color::green), text);
}

std::string Terminal::bad(std::string_view text) const {
  return paint(colours_, fg(fmt::terminal_color::red), text);
}

void Terminal::progress(std::string_view text) const {
  constexpr std::size_t kWidth = 78;  // a longer line would wrap and stay
  if (progress_) fmt::print(stderr, "\r\033[K{}", text.substr(0, kWidth));
  std::fflush(stderr);
}

void Terminal::clearProgress() const { progress(""); }

}  // namespace oneloop::tour
