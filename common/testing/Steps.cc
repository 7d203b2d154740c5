#include "common/testing/Steps.h"

#include <fmt/format.h>

#include <deque>
#include <mutex>
#include <vector>

namespace oneloop::testing {
namespace {

// A test with a thousand clients needs no line for each of them: the story
// keeps how it began and how it ended.
constexpr std::size_t kFirst = 10;
constexpr std::size_t kLast = 30;

std::mutex mutex;
std::vector<std::string> first;
std::deque<std::string> last;
std::size_t count = 0;

}  // namespace

namespace steps {

void add(std::string_view who, std::string_view what) {
  const std::lock_guard lock(mutex);
  std::string line = fmt::format("  {}. {}: {}\n", ++count, who, what);
  if (first.size() < kFirst) {
    first.push_back(std::move(line));
    return;
  }
  last.push_back(std::move(line));
  if (last.size() > kLast) last.pop_front();
}

void clear() {
  const std::lock_guard lock(mutex);
  first.clear();
  last.clear();
  count = 0;
}

std::string story() {
  const std::lock_guard lock(mutex);
  std::string result = fmt::format("{}", fmt::join(first, ""));
  if (count > first.size() + last.size()) result += "  ...\n";
  return result + fmt::format("{}", fmt::join(last, ""));
}

}  // namespace steps

Failure::Failure(std::string_view who, std::string_view reason)
    : std::runtime_error(
          fmt::format("\n{}  ✗ {}: {}", steps::story(), who, reason)),
      who_(who),
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
