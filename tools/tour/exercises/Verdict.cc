#include "tools/tour/exercises/Verdict.h"

#include <nlohmann/json.hpp>

#include "tools/tour/exercises/layout.h"

namespace oneloop::tour {
namespace {

using nlohmann::json;

Failure toFailure(const json& entry) {
  Failure failure;
  failure.test = entry.value("test", "");
  failure.file = entry.value("file", "");
  failure.line = entry.value("line", 0);
  failure.expectation = layout::printable(entry.value("expectation", ""));
  failure.seen = layout::printable(entry.value("seen", ""));
  for (const json& step : entry.value("steps", json::array())) {
    failure.steps.push_back(layout::printable(step.get<std::string>()));
  }
  return failure;
}

}  // namespace

std::optional<Verdict> Verdict::parse(std::string_view text) {
  try {
    const json whole = json::parse(text);
    Verdict verdict;
    verdict.passed = whole.at("passed").get<bool>();
    verdict.skipped = layout::printable(whole.value("skipped", ""));
    for (const json& entry : whole.at("failures")) {
      verdict.failures.push_back(toFailure(entry));
    }
    return verdict;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace oneloop::tour
