#include "tools/tour/TestReport.h"

#include <array>

namespace oneloop::tour {
namespace {

constexpr auto kNone = std::string_view::npos;

std::string unescape(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{{
      {"&amp;", '&'},
      {"&lt;", '<'},
      {"&gt;", '>'},
      {"&quot;", '"'},
      {"&apos;", '\''},
  }};
  std::string result;
  while (!text.empty()) {
    std::size_t taken = 1;
    char c = text.front();
    for (const auto& [entity, meaning] : kEntities) {
      if (text.starts_with(entity)) {
        taken = entity.size();
        c = meaning;
      }
    }
    result += c;
    text.remove_prefix(taken);
  }
  return result;
}

// The text between `before` and the next `after`; empty if there is none.
std::string between(std::string_view text, std::string_view before,
                    std::string_view after) {
  const auto start = text.find(before);
  if (start == kNone) return "";
  text.remove_prefix(start + before.size());
  return unescape(text.substr(0, text.find(after)));
}

std::string trimmed(const std::string& text) {
  constexpr const char* kBlanks = " \t\r";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void addTest(TestReport& report, std::string_view test) {
  const std::string status = between(test, "status=\"", "\"");
  const std::string why = between(test, "<skipped message=\"", "\"");
  if (status == "run") {
    ++report.passed;
  } else if (status == "disabled" || why.starts_with("SKIP_")) {
    const std::string output = between(test, "<system-out>", "</system-out>");
    report.skipped.push_back({between(test, "name=\"", "\""),
                              trimmed(between(output, "[SKIPPED]", "\n"))});
  } else {
    ++report.failed;
  }
}

}  // namespace

TestReport TestReport::parse(std::string_view junit) {
  constexpr std::string_view kStart = "<testcase ";
  constexpr std::string_view kEnd = "</testcase>";
  TestReport report;
  for (auto start = junit.find(kStart); start != kNone;
       start = junit.find(kStart)) {
    junit.remove_prefix(start);
    const auto end = std::min(junit.find(kEnd), junit.size());
    addTest(report, junit.substr(0, end));
    junit.remove_prefix(end);
  }
  return report;
}

}  // namespace oneloop::tour
