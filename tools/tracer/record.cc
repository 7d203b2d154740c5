#include "tools/tracer/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "common/check.h"
#include "common/testing/Steps.h"
#include "common/testing/environment.h"
#include "tools/tracer/Recording.h"
#include "tools/tracer/arguments.h"
#include "tools/tracer/assemble.h"
#include "tools/tracer/notes.h"
#include "tools/tracer/operations.h"
#include "tools/tracer/sourceLines.h"

namespace oneloop::tracer {

std::string ownFolder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

std::string Request::path() const {
  if (program.find('/') != std::string::npos) return program;
  return fmt::format("{}/{}/{}", ownFolder(), chapter, program);
}

Request requestOf(const Trace& trace) {
  Request request{trace.chapter, trace.program, {}};
  std::istringstream words(trace.command);
  std::string word;
  words >> word;  // the program
  while (words >> word) request.arguments.push_back(word);
  return request;
}

Trace record(const Request& request) {
  Trace trace;
  trace.chapter = request.chapter;
  trace.program = std::filesystem::path(request.program).filename();
  std::vector<std::string> command{trace.program};
  command.insert(command.end(), request.arguments.begin(),
                 request.arguments.end());
  trace.command = fmt::format("{}", fmt::join(command, " "));
  trace.kernel = testing::kernelVersion();

  command[0] = request.path();
  Recording recording = recordStory(command);
  trace.story = storyText(recording.serverSpeaksFirst);
  namePointers(recording.calls);
  readOperations(recording.calls);
  const auto sources = sourceLines(recording.calls, command[0], "chapters");
  assemble(recording, sources, trace);
  const bool noneIsKnown = std::ranges::none_of(
      sources, [](const auto& source) { return source.has_value(); });
  if (noneIsKnown) {
    throw testing::Failure(
        trace.program,
        "has no debug information: build it with the preset trace");
  }
  addNotes(trace);
  return trace;
}

}  // namespace oneloop::tracer
