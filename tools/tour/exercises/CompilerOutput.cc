#include "tools/tour/exercises/CompilerOutput.h"

#include <fmt/format.h>

#include <sstream>
#include <vector>

namespace oneloop::tour {
namespace {

constexpr std::size_t kColumns = 79;

using Messages = std::vector<CompilerMessage>;

// gcc: "   12 |   int n = 0;" and "      |       ^".
bool isExcerpt(std::string_view line) {
  const auto bar = line.find_first_not_of(" 0123456789");
  return bar != std::string_view::npos && bar > 0 && line[bar] == '|';
}

// "FILE:12:3: error: words", if it is of this kind.
std::optional<CompilerMessage> messageIn(std::string_view line,
                                         std::string_view kind) {
  for (const std::string_view prefix : {": ", ": fatal "}) {
    const std::string mark = fmt::format("{}{}: ", prefix, kind);
    const auto at = line.find(mark);
    if (at == std::string_view::npos) continue;
    const SourceLine where = SourceLine::parse(line.substr(0, at));
    if (where.line == 0) continue;
    return CompilerMessage{
        where, std::string(line.substr(at + mark.size())), {}, 0};
  }
  return std::nullopt;
}

// All messages of one kind ("error" or "warning"), each with its excerpt.
Messages messagesOf(std::string_view output, std::string_view kind) {
  std::istringstream stream{std::string(output)};
  Messages messages;
  bool inside = false;  // its excerpt may follow
  for (std::string line; std::getline(stream, line);) {
    if (auto message = messageIn(line, kind)) {
      messages.push_back(std::move(*message));
      inside = true;
    } else if (inside && isExcerpt(line)) {
      messages.back().excerpt += line.substr(0, kColumns) + "\n";
    } else {
      inside = false;
    }
  }
  return messages;
}

// What the linker misses, or has twice.
Messages linkerErrors(std::string_view output) {
  std::istringstream stream{std::string(output)};
  Messages messages;
  for (std::string line; std::getline(stream, line);) {
    for (const char* words :
         {"undefined reference to", "multiple definition"}) {
      const auto at = line.find(words);
      if (at == std::string::npos) continue;
      messages.push_back({{}, line.substr(at), {}, 0});
    }
  }
  return messages;
}

const CompilerMessage* firstIn(const Exercise& exercise,
                               const Messages& messages) {
  for (const CompilerMessage& message : messages) {
    if (message.where.isIn(exercise)) return &message;
  }
  return nullptr;
}

}  // namespace

std::optional<CompilerMessage> CompilerMessage::firstError(
    std::string_view output, const Exercise& exercise) {
  Messages messages = messagesOf(output, "error");
  if (messages.empty()) messages = linkerErrors(output);
  if (messages.empty()) return std::nullopt;
  const CompilerMessage* theirs = firstIn(exercise, messages);
  CompilerMessage result = theirs ? *theirs : messages.front();
  result.more = messages.size() - 1;
  return result;
}

std::optional<CompilerMessage> CompilerMessage::firstWarning(
    std::string_view output, const Exercise& exercise) {
  const Messages messages = messagesOf(output, "warning");
  const CompilerMessage* theirs = firstIn(exercise, messages);
  return theirs ? std::optional(*theirs) : std::nullopt;
}

}  // namespace oneloop::tour
