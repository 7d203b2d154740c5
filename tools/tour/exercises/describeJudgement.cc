#include <fmt/format.h>

#include "tools/tour/exercises/Attempt.h"
#include "tools/tour/exercises/describe.h"
#include "tools/tour/exercises/layout.h"

namespace oneloop::tour {
namespace {

using Kind = Judgement::Kind;
using layout::labelled;
using layout::prose;

std::string verdict(const Terminal& terminal, std::string_view words) {
  return terminal.bad("✗ " + std::string(words)) + "\n";
}

std::string steps(const Failure& failure) {
  std::string text;
  for (const std::string& step : failure.steps) text += prose(step, 2);
  return text.empty() ? text : "\n" + text;
}

std::string expectation(const Judgement& judgement, const Terminal& terminal) {
  const Failure& first = judgement.failures.front();
  // What doctest compares was expected; what a judge says has happened.
  const bool compared = !first.seen.empty();
  std::string text =
      verdict(terminal, first.test) + steps(first) + "\n" +
      labelled(compared ? "expected" : "problem", first.expectation);
  if (!first.seen.empty()) text += labelled("seen", first.seen);
  text += labelled("asked in", fmt::format("{}:{}", first.file, first.line));
  const std::size_t more = judgement.failures.size() - 1;
  if (more > 0) {
    text += fmt::format("\n{} more expectation{} not met.\n", more,
                        more == 1 ? " was" : "s were");
  }
  return text;
}

// "serve.cc:12: return buffer[n];"
std::string place(const SourceLine& where, const Exercise& exercise,
                  const std::filesystem::path& root) {
  return fmt::format("{}: {}", where.brief(),
                     where.text(root / exercise.editFolder()));
}

std::string sanitizer(const Judgement& judgement, const Exercise& exercise,
                      const std::filesystem::path& root,
                      const Terminal& terminal) {
  const SanitizerReport& report = *judgement.report;
  std::string text =
      verdict(terminal, "a sanitizer stopped it: " + report.what);
  if (!report.meaning.empty()) text += labelled("that is", report.meaning);
  if (report.where.line > 0) {
    text += labelled("where", place(report.where, exercise, root));
  } else {
    text += labelled("where",
                     "not in your file, but perhaps because of it; "
                     "./tour check --output shows the whole report");
  }
  if (report.earlier.line > 0) {
    text += labelled("before", place(report.earlier, exercise, root));
    text += labelled("", fmt::format("(there it was {})", report.happened));
  }
  // What failed before it ended is another test's story.
  if (!judgement.failures.empty()) text += steps(judgement.failures.back());
  return text;
}

std::string compiler(const CompilerMessage& error, const Exercise& exercise,
                     const std::filesystem::path& root,
                     const Terminal& terminal) {
  std::string text = verdict(terminal, "it does not compile");
  const std::string where = error.where.line > 0 ? error.where.brief() + ": "
                                                 : std::string("the linker: ");
  text += "\n" + prose(where + error.message, 2);
  if (!error.excerpt.empty()) {
    text += "\n" + error.excerpt;
  } else if (error.where.isIn(exercise)) {
    text += "\n    " + error.where.text(root / exercise.editFolder()) + "\n";
  }
  if (error.more > 0) {
    text += fmt::format(
        "\nThe first error is often the cause of the other {}.\n", error.more);
  }
  return text;
}

std::string notPossible(const Judgement& judgement, const Terminal& terminal) {
  return terminal.command("– not possible on this machine: " +
                          judgement.words) +
         "\n" +
         prose(
             "It counts neither as solved nor as failed. Another machine can "
             "judge it; ./tour doctor says what this one lacks.",
             2);
}

std::string passed(const Judgement& judgement, const Exercise& exercise,
                   const Terminal& terminal) {
  std::string text = terminal.good("✓ solved: " + exercise.title) + "\n";
  if (judgement.compiler) {
    const CompilerMessage& warning = *judgement.compiler;
    text +=
        "\n" + prose("The compiler warns, though: " + warning.where.brief() +
                     ": " + warning.message);
  }
  text += "\n" + terminal.heading("Why") + "\n" + prose(exercise.why, 2);
  text += "\n" + terminal.heading("What to compare with") + "\n";
  for (const std::string& file : exercise.edit) {
    text +=
        "  " + terminal.command((exercise.solution() / file).string()) + "\n";
  }
  return text + prose(exercise.compare, 2);
}

}  // namespace

std::string describeJudgement(const Judgement& judgement,
                              const Exercise& exercise,
                              const std::filesystem::path& root,
                              const Terminal& terminal) {
  switch (judgement.kind) {
    case Kind::kPassed:
      return passed(judgement, exercise, terminal);
    case Kind::kNotPossible:
      return notPossible(judgement, terminal);
    case Kind::kExpectation:
      return expectation(judgement, terminal);
    case Kind::kSanitizer:
      return sanitizer(judgement, exercise, root, terminal);
    case Kind::kCompiler:
      return compiler(*judgement.compiler, exercise, root, terminal);
    case Kind::kTooLong:
      return verdict(terminal, "it took too long, and was stopped") +
             prose(
                 "The judge, which gives up by itself much earlier, did not "
                 "end. Does your code block a signal, or keep the machine "
                 "busy?",
                 2);
    case Kind::kEnded:
      return verdict(terminal, "it ended too early, " + judgement.words) +
             prose(
                 "The judge was not done. ./tour check --output shows what "
                 "was printed until then.",
                 2);
    case Kind::kMissing:
      return verdict(terminal, judgement.words + " is missing") +
             prose("To begin again with the original: ./tour reset " +
                       exercise.id,
                   2);
    case Kind::kDiskFull:
      return verdict(terminal, "the disk is full") +
             prose(
                 "Nothing is lost: your progress is as it was. Make room, "
                 "then try again.",
                 2);
    case Kind::kTrouble:
      break;
  }
  return verdict(terminal,
                 "it could not be built; not your code's fault, "
                 "as it seems") +
         layout::indented(judgement.words, 2);
}

}  // namespace oneloop::tour
