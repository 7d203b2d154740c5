#include "tools/tour/tests/Outcome.h"

#include <algorithm>

namespace oneloop::tour {

Outcome outcomeOf(const std::vector<std::string>& command,
                  const std::vector<std::string>& environment) {
  testing::Process process(command, {.environment = environment});
  Outcome outcome;
  outcome.output = process.readRest();
  outcome.status = process.wait();
  outcome.errors = process.errors();
  return outcome;
}

Outcome tour(const std::vector<std::string>& words) {
  std::vector<std::string> command{ONELOOP_TOUR};
  command.insert(command.end(), words.begin(), words.end());
  return outcomeOf(
      command, {"ONELOOP_ROOT=" ONELOOP_ROOT, "ONELOOP_BUILD=" ONELOOP_BUILD});
}

std::vector<std::string> environmentOf(const std::string& root) {
  return {"ONELOOP_ROOT=" + root, "ONELOOP_BUILD=" + root + "/build/dev"};
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace oneloop::tour
