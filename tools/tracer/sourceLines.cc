#include "tools/tracer/sourceLines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include "common/testing/Process.h"
#include "common/testing/Steps.h"

namespace oneloop::tracer {
namespace {

// The lines of source of one address: more than one if calls were inlined.
using Places = std::vector<std::string>;  // each "FILE:LINE"

// The stack holds return addresses. The call stands just before them.
std::uint64_t callSite(const Frame& frame) { return frame.offset - 1; }

std::map<std::uint64_t, Places> askAddr2line(
    const std::string& program, const std::set<std::uint64_t>& addresses) {
  std::vector<std::string> command{"addr2line", "-a", "-i", "-e", program};
  for (const auto address : addresses) {
    command.push_back(fmt::format("{:#x}", address));
  }
  testing::Process addr2line(command);
  std::istringstream output(addr2line.readRest());
  if (addr2line.wait() != testing::ExitStatus{}) {
    throw testing::Failure("addr2line", addr2line.errors());
  }
  std::map<std::uint64_t, Places> places;
  Places* current = nullptr;
  for (std::string line; std::getline(output, line);) {
    if (line.starts_with("0x")) {
      current = &places[std::strtoull(line.c_str(), nullptr, 16)];
    } else if (current) {
      current->push_back(line);
    }
  }
  return places;
}

// How many '(' of the text have no ')'. Negative: the other way round.
int openParentheses(std::string_view text) {
  return static_cast<int>(std::ranges::count(text, '(') -
                          std::ranges::count(text, ')'));
}

std::string trimmed(std::string line) {
  line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

// What stands in that line. If it is a part of a statement, then the lines
// before or after it are added until its parentheses match.
SourceLine statementAt(const std::string& file, int line) {
  std::ifstream source(file);
  std::vector<std::string> lines{""};  // counted from 1
  for (std::string text; std::getline(source, text);) {
    lines.push_back(trimmed(text));
  }
  const auto at = static_cast<std::size_t>(line);
  if (at >= lines.size()) return {file, line, ""};
  constexpr std::size_t kMostLines = 4;
  std::string text = lines[at];
  std::size_t first = at;
  std::size_t last = at;
  while (openParentheses(text) != 0 && last - first + 1 < kMostLines) {
    if (openParentheses(text) < 0 && first > 1) {
      text.insert(0, lines[--first] + " ");
    } else if (last + 1 < lines.size()) {
      text += (text.ends_with('(') ? "" : " ") + lines[++last];
    } else {
      break;
    }
  }
  if (openParentheses(text) != 0) return {file, line, lines[at]};
  return {file, static_cast<int>(first), text};
}

// "/anywhere/chapters/01-x/programs/x.cc:62 (discriminator 3)"
std::optional<SourceLine> inFolder(const std::string& place,
                                   const std::string& folder) {
  const auto colon = place.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string file =
      std::filesystem::path(place.substr(0, colon)).lexically_normal();
  const auto found = file.rfind("/" + folder + "/");
  if (found == std::string::npos) return std::nullopt;
  SourceLine source = statementAt(file, std::atoi(place.c_str() + colon + 1));
  source.file = file.substr(found + 1);
  return source;
}

// The stack of a call that starts a thread cannot be walked: clone3 has no
// caller, since its child has none. But pthread_create blocks signals just
// before it, from the same place.
void placeThreadStarts(const std::vector<Call>& calls,
                       std::vector<std::optional<SourceLine>>& places) {
  std::map<int, std::optional<SourceLine>> lastMask;  // by thread
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].name == "rt_sigprocmask") {
      lastMask[calls[i].thread] = places[i];
    } else if (calls[i].name.starts_with("clone") && !places[i]) {
      places[i] = lastMask[calls[i].thread];
    }
  }
}

}  // namespace

std::vector<std::optional<SourceLine>> sourceLines(
    const std::vector<Call>& calls, const std::string& program,
    const std::string& folder) {
  const std::string module = std::filesystem::canonical(program);
  std::set<std::uint64_t> addresses;
  for (const auto& call : calls) {
    for (const auto& frame : call.stack) {
      if (frame.module == module) addresses.insert(callSite(frame));
    }
  }
  const auto places = askAddr2line(program, addresses);

  std::vector<std::optional<SourceLine>> result(calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i) {
    for (const auto& frame : calls[i].stack) {
      if (frame.module != module || result[i]) continue;
      for (const auto& place : places.at(callSite(frame))) {
        result[i] = inFolder(place, folder);
        if (result[i]) break;
      }
    }
  }
  placeThreadStarts(calls, result);
  return result;
}

}  // namespace oneloop::tracer
