#include "tools/tracer/operations.h"

#include <cstdlib>

#include "tools/tracer/arguments.h"

namespace oneloop::tracer {
namespace {

constexpr std::string_view kStandardError = "2";

// "recv 7" or "cancel all": its name, and what it is about.
void setOperation(Call& call, std::string_view verb, std::string_view text) {
  const auto space = text.rfind(' ');
  call.name = std::string(verb) + std::string(text.substr(0, space));
  call.arguments = text.substr(space + 1);
}

// What Ring::show prints, without its newline.
void readLine(Call& call, std::string_view line) {
  if (isPrepared(line)) {
    line.remove_prefix(line.find_first_not_of(' ', kPrepare.size()));
    setOperation(call, kPrepare, line);
    call.result.clear();
  } else if (isCompleted(line)) {
    line.remove_prefix(kComplete.size());
    const auto equals = line.find(" = ");
    if (equals == std::string_view::npos) return;
    setOperation(call, kComplete, line.substr(0, equals));
    call.result = line.substr(equals + 3);
  }
}

}  // namespace

void readOperations(std::vector<Call>& calls) {
  for (Call& call : calls) {
    if (call.name != "write" || !call.returned) continue;
    const auto arguments = splitArguments(call.arguments);
    if (arguments.size() < 2 || arguments[0] != kStandardError) continue;
    std::string line = unescaped(arguments[1]);
    if (line.ends_with('\n')) line.pop_back();
    readLine(call, line);
  }
}

std::string_view operationOf(std::string_view call) {
  if (isPrepared(call)) return call.substr(kPrepare.size());
  if (isCompleted(call)) return call.substr(kComplete.size());
  return {};
}

std::size_t bytesMoved(std::string_view call, const std::string& result) {
  const std::string_view operation = operationOf(call);
  if (!isCompleted(call) || (operation != "recv" && operation != "send")) {
    return 0;
  }
  const long moved = std::strtol(result.c_str(), nullptr, 10);
  return moved > 0 ? static_cast<std::size_t>(moved) : 0;
}

std::vector<std::size_t> completionsBehind(const Trace& trace, std::size_t i) {
  std::vector<std::size_t> places;
  for (std::size_t j = i + 1; j < trace.steps.size(); ++j) {
    const Step& step = trace.steps[j];
    if (step.lane != trace.steps[i].lane) continue;
    if (step.call == "io_uring_enter") break;
    if (isCompleted(step.call)) places.push_back(j);
  }
  return places;
}

}  // namespace oneloop::tracer
