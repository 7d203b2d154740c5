#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/tour/exercises/CompilerOutput.h"
#include "tools/tour/exercises/SanitizerReport.h"
#include "tools/tour/exercises/Verdict.h"

namespace oneloop::tour {

/// How an attempt at an exercise ended.
struct Judgement {
  enum class Kind {
    kPassed,
    kNotPossible,  // this machine cannot judge it; words is the reason
    kExpectation,  // see failures
    kSanitizer,    // see report; failures tell what led there
    kCompiler,     // see compiler
    kTooLong,      // the judge was stopped
    kEnded,        // the program ended before the judge was done; see words
    kMissing,      // words is the name of a file that is not there
    kDiskFull,
    kTrouble,  // the build failed for another reason; see words
  };

  Kind kind = Kind::kTrouble;
  std::vector<Failure> failures;
  std::optional<SanitizerReport> report;
  std::optional<CompilerMessage> compiler;  // kPassed: perhaps a warning
  std::string words;
  std::string output;  // all that the tools and the program printed

  bool passed() const { return kind == Kind::kPassed; }
  bool notPossible() const { return kind == Kind::kNotPossible; }
};

/// For a build that failed, by what it printed.
Judgement judgeBuild(std::string output, const Exercise& exercise);

/// For a judge that has run: its exit status (128 + N: signal N), what it
/// printed, and the verdict it left.
Judgement judgeRun(int status, std::string output, std::string_view verdict,
                   const Exercise& exercise);

}  // namespace oneloop::tour
