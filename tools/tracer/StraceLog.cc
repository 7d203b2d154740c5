#include "tools/tracer/StraceLog.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

namespace oneloop::tracer {
namespace {

constexpr std::string_view kUnfinished = " <unfinished ...>";

// Cuts the text before `separator` off the front of `text`; all of it if the
// separator is missing.
std::string_view takeUntil(std::string_view& text, std::string_view separator) {
  const auto found = text.find(separator);
  const std::string_view head = text.substr(0, found);
  text.remove_prefix(
      found == std::string_view::npos ? text.size() : found + separator.size());
  return head;
}

void trimFront(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

// " > /usr/bin/x(main+0x6a) [0x8f62]"
std::optional<Frame> parseFrame(std::string_view line) {
  constexpr std::string_view kPrefix = " > ";
  if (!line.starts_with(kPrefix)) return std::nullopt;
  line.remove_prefix(kPrefix.size());
  const auto address = line.rfind("[0x");
  if (address == std::string_view::npos) return std::nullopt;
  return Frame{std::string(line.substr(0, line.find('('))),
               std::strtoull(std::string(line.substr(address + 1)).c_str(),
                             nullptr, 16)};
}

// "-1 EAGAIN (Resource temporarily unavailable)"
void setResult(Call& call, std::string_view text) {
  call.returned = true;
  std::string_view rest = text;
  const std::string_view value = takeUntil(rest, " ");
  call.result = value;
  if (value == "?" && rest.starts_with("ERESTART")) {
    call.result = "-1";
    call.error = "EINTR";
  } else if (value == "-1") {
    call.error = takeUntil(rest, " ");
  } else {
    call.result = text;
  }
}

// "recvfrom(5, "hi", 65536, 0, NULL, NULL) = 2 <0.000011>", or its beginning.
void setText(Call& call, std::string_view text) {
  std::string_view rest = text;
  call.name = takeUntil(rest, "(");
  const auto equals = rest.rfind(") = ");
  if (equals == std::string_view::npos) {
    call.arguments = rest;
    return;
  }
  call.arguments = rest.substr(0, equals);
  rest.remove_prefix(equals + 4);
  if (const auto time = rest.rfind(" <"); time != std::string_view::npos) {
    call.duration = std::atof(std::string(rest.substr(time + 2)).c_str());
    rest = rest.substr(0, time);
  }
  setResult(call, rest);
}

class Parser {
 public:
  // A line that the file has not got whole yet has no newline.
  void add(std::string_view line, std::size_t begin, bool whole) {
    const std::size_t end = begin + line.size() + 1;
    if (const auto frame = parseFrame(line)) {
      if (last_) calls_[*last_].stack.push_back(*frame);
      return;
    }
    last_.reset();
    const int thread = std::atoi(std::string(takeUntil(line, " ")).c_str());
    trimFront(line);
    const double at = std::atof(std::string(takeUntil(line, " ")).c_str());
    if (thread == 0 || at == 0 || line.empty()) return;  // no beginning
    if (line.starts_with("+++") || line.starts_with("---")) return;
    if (line.starts_with("<... ")) {
      resume(thread, line, end, whole);
      return;
    }
    calls_.emplace_back();
    calls_.back().thread = thread;
    calls_.back().at = at;
    calls_.back().begin = begin;
    proceed(calls_.size() - 1, std::string(line), end, whole);
  }

  std::vector<Call> take() && { return std::move(calls_); }

 private:
  struct Pending {
    std::size_t call;
    std::string text;
  };

  void resume(int thread, std::string_view line, std::size_t end, bool whole) {
    const auto found = pending_.find(thread);
    if (found == pending_.end()) return;  // its beginning is not in the text
    takeUntil(line, "resumed>");
    Pending pending = std::move(found->second);
    pending_.erase(found);
    proceed(pending.call, pending.text + std::string(line), end, whole);
  }

  void proceed(std::size_t index, std::string text, std::size_t end,
               bool whole) {
    const bool unfinished = text.ends_with(kUnfinished);
    if (unfinished) text.resize(text.size() - kUnfinished.size());
    Call& call = calls_[index];
    if (!unfinished && whole) {
      setText(call, text);
      call.end = end;
      last_ = index;
      return;
    }
    std::string_view rest = text;
    call.name = takeUntil(rest, "(");
    call.arguments = rest;
    pending_[call.thread] = {index, std::move(text)};
  }

  std::vector<Call> calls_;
  std::map<int, Pending> pending_;   // by thread
  std::optional<std::size_t> last_;  // whose stack follows
};

}  // namespace

std::vector<Call> parseStrace(std::string_view text) {
  Parser parser;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto newline = text.find('\n', begin);
    const bool whole = newline != std::string_view::npos;
    const std::string_view line =
        text.substr(begin, whole ? newline - begin : newline);
    parser.add(line, begin, whole);
    begin += line.size() + 1;
  }
  return std::move(parser).take();
}

}  // namespace oneloop::tracer
