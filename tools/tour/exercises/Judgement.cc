#include "tools/tour/exercises/Judgement.h"

#include <fmt/format.h>

#include <cstring>
#include <sstream>

namespace oneloop::tour {
namespace {

using Kind = Judgement::Kind;

bool saysDiskFull(std::string_view output) {
  return output.find("No space left on device") != std::string_view::npos;
}

// The last lines of what a tool said, without ninja's steps.
std::string tail(std::string_view output) {
  constexpr std::size_t kLines = 8;
  std::istringstream stream{std::string(output)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line[0] != '[') lines.push_back(line.substr(0, 200));
  }
  const std::size_t skipped = lines.size() > kLines ? lines.size() - kLines : 0;
  std::string text;
  for (std::size_t i = skipped; i < lines.size(); ++i) text += lines[i] + "\n";
  return text;
}

// What stands behind "[SKIPPED]": the build says so when a library is missing.
std::string skipped(std::string_view output) {
  constexpr std::string_view kMark = "\n[SKIPPED] ";
  const auto mark = output.find(kMark);
  if (mark == std::string_view::npos) return "";
  const std::string_view reason = output.substr(mark + kMark.size());
  return std::string(reason.substr(0, reason.find('\n')));
}

std::string howItEnded(int status) {
  if (status > 128) {
    const char* name = ::sigabbrev_np(status - 128);
    return fmt::format("by the signal SIG{}", name ? name : "?");
  }
  return fmt::format("with exit status {}", status);
}

}  // namespace

Judgement judgeBuild(std::string output, const Exercise& exercise) {
  Judgement result;
  result.compiler = CompilerMessage::firstError(output, exercise);
  if (saysDiskFull(output)) {
    result.kind = Kind::kDiskFull;
  } else if (result.compiler) {
    result.kind = Kind::kCompiler;
  } else if (result.words = skipped(output); !result.words.empty()) {
    result.kind = Kind::kNotPossible;
  } else {
    result.words = tail(output);
  }
  result.output = std::move(output);
  return result;
}

Judgement judgeRun(int status, std::string output, std::string_view verdict,
                   const Exercise& exercise) {
  Judgement result;
  result.report = SanitizerReport::find(output, exercise);
  result.output = std::move(output);
  const auto read = Verdict::parse(verdict);
  if (read) result.failures = read->failures;

  const bool inTheirs = result.report && result.report->where.line > 0;
  if (read && read->passed && status == 0 && !inTheirs) {
    result.kind = Kind::kPassed;
  } else if (read && !read->skipped.empty()) {
    result.kind = Kind::kNotPossible;
    result.words = read->skipped;
  } else if (result.report) {
    result.kind = Kind::kSanitizer;
  } else if (!result.failures.empty()) {
    result.kind = Kind::kExpectation;
  } else if (saysDiskFull(result.output)) {
    result.kind = Kind::kDiskFull;
  } else {
    result.kind = Kind::kEnded;
    result.words = howItEnded(status);
  }
  return result;
}

}  // namespace oneloop::tour
