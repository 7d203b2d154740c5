#include <fmt/format.h>

#include <algorithm>

#include "tools/tracer/Trace.h"

namespace oneloop::tracer {
namespace {

std::string summary(const Step& step) {
  std::string text =
      fmt::format("{}: {}({})", step.lane, step.call, step.arguments);
  if (step.phase == Step::Phase::kEnter) text += " sleeps";
  if (step.result) text += " = " + *step.result;
  if (step.error) text += " " + *step.error;
  if (step.descriptor) text += " on " + *step.descriptor;
  if (step.source) {
    text += fmt::format(" at {}:{} {}", step.source->file, step.source->line,
                        step.source->text);
  }
  return text + "; " + step.note;
}

bool sameStep(const Step& a, const Step& b) {
  return a.phase == b.phase && a.bytes == b.bytes && a.opens == b.opens &&
         a.watched == b.watched && a.ready == b.ready &&
         summary(a) == summary(b);
}

}  // namespace

std::vector<std::string> differences(const Trace& expected,
                                     const Trace& actual) {
  std::vector<std::string> lines;
  if (expected.story != actual.story) lines.push_back("the story differs");
  if (expected.lanes != actual.lanes) lines.push_back("the lanes differ");
  if (expected.descriptors != actual.descriptors) {
    lines.push_back("the descriptors differ");
  }
  if (expected.rounds != actual.rounds) lines.push_back("the rounds differ");
  const auto& before = expected.steps;
  const auto& after = actual.steps;
  const auto [one, other] = std::ranges::mismatch(before, after, sameStep);
  if (one == before.end() && other == after.end()) return lines;
  lines.push_back(fmt::format("step {} differs:", one - before.begin() + 1));
  lines.push_back("  recorded: " +
                  (one == before.end() ? "nothing" : summary(*one)));
  lines.push_back("  now:      " +
                  (other == after.end() ? "nothing" : summary(*other)));
  return lines;
}

}  // namespace oneloop::tracer
