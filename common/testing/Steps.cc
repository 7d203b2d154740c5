#include "common/testing/Steps.h"

#include <fmt/format.h>

#include <mutex>
#include <vector>

namespace oneloop::testing {
namespace {

std::mutex mutex;
std::vector<std::string> lines;

}  // namespace

namespace steps {

void add(std::string_view who, std::string_view what) {
  const std::lock_guard lock(mutex);
  // A test with a thousand clients needs no line for each of them.
  constexpr std::size_t kMost = 100;
  if (lines.size() < kMost) {
    lines.push_back(fmt::format("{}: {}", who, what));
  } else if (lines.size() == kMost) {
    lines.emplace_back("...");
  }
}

void clear() {
  const std::lock_guard lock(mutex);
  lines.clear();
}

std::string story() {
  const std::lock_guard lock(mutex);
  std::string result;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    result += fmt::format("  {}. {}\n", i + 1, lines[i]);
  }
  return result;
}

}  // namespace steps

Failure::Failure(std::string_view who, std::string_view reason)
    : std::runtime_error(
          fmt::format("\n{}  ✗ {}: {}", steps::story(), who, reason)),
      reason_(reason) {}

std::string quoted(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string result = "\"";
  for (const char c : text.substr(0, kMost)) {
    if (c == '\n') {
      result += "\\n";
    } else if (c < ' ' || c == '\x7f') {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + (text.size() > kMost ? "...\"" : "\"");
}

}  // namespace oneloop::testing
