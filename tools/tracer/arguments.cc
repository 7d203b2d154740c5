#include "tools/tracer/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <map>
#include <utility>

namespace oneloop::tracer {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kData = "data={u32=";
constexpr std::string_view kChannel = ", u64=channel";

bool isSelect(const Call& call) {
  return call.name == "select" || call.name == "pselect6";
}
bool isPoll(const Call& call) {
  return call.name == "poll" || call.name == "ppoll";
}
bool isEpollWait(const Call& call) {
  return call.name == "epoll_wait" || call.name == "epoll_pwait";
}

bool isSignalWait(const Call& call) { return call.name == "rt_sigtimedwait"; }

// Replaces each `begin`...`end` by what `shown` makes of the part between.
void rewrite(std::string& text, std::string_view begin, std::string_view end,
             const std::function<std::string(std::string_view)>& shown) {
  for (auto at = text.find(begin); at != std::string::npos;
       at = text.find(begin, at + 1)) {
    const auto inside = at + begin.size();
    const auto close = text.find(end, inside);
    if (close == std::string::npos) return;
    const std::string view = text.substr(inside, close - inside);
    text.replace(at, close + end.size() - at, shown(view));
  }
}

// What stands between the two marks; empty if they are missing.
std::string_view between(std::string_view text, std::string_view begin,
                         std::string_view end) {
  const auto at = text.find(begin);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + begin.size());
  return text.substr(0, text.find(end));
}

// Addresses in memory say nothing to a reader.
void hideAddresses(std::string& text) {
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  constexpr std::size_t kShortest = 6;
  for (auto at = text.find("0x"); at != std::string::npos;
       at = text.find("0x", at + 1)) {
    const auto end =
        std::min(text.find_first_not_of(kHexadecimal, at + 2), text.size());
    if (end - at - 2 >= kShortest) text.replace(at, end - at, "…");
  }
}

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// strace counts from the kernel's first real-time signal; glibc keeps two for
// itself, and begins with the third. FASYNC is the kernel's name of O_ASYNC.
void useNamesOfTheLibrary(std::string& text) {
  replaceAll(text, "RT_2", "RTMIN");
  replaceAll(text, "FASYNC", "O_ASYNC");
}

// Of a socket's signal, strace shows the fields as if they were those of
// sigqueue(3): si_int lies where si_fd is.
std::string socketSignal(std::string_view fields) {
  const int code =
      std::atoi(std::string(between(fields, "si_code=0x", ",")).c_str());
  constexpr std::array kCodes{"?",        "POLL_IN",  "POLL_OUT", "POLL_MSG",
                              "POLL_ERR", "POLL_PRI", "POLL_HUP"};
  return fmt::format("{{si_signo=SIGRTMIN, si_code={}, si_fd={}}}",
                     kCodes.at(static_cast<std::size_t>(code)),
                     between(fields, "si_int=", ","));
}

void dropEnd(std::string& text, std::string_view end) {
  if (text.ends_with(end)) text.resize(text.size() - end.size());
}

std::string joined(const std::vector<std::string>& arguments) {
  return fmt::format("{}", fmt::join(arguments, ", "));
}

}  // namespace

std::vector<std::string> splitArguments(std::string_view text) {
  std::vector<std::string> arguments;
  std::string current;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\' && i + 1 < text.size()) {
      current += c;
      current += text[++i];
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '[' || c == '{' || c == '(')) ++depth;
    if (!quoted && (c == ']' || c == '}' || c == ')')) --depth;
    if (c == ',' && depth == 0 && !quoted) {
      arguments.push_back(std::exchange(current, {}));
      while (i + 1 < text.size() && text[i + 1] == ' ') ++i;
      continue;
    }
    current += c;
  }
  if (!current.empty()) arguments.push_back(current);
  return arguments;
}

int firstDescriptor(const Call& call) {
  const std::string_view text = call.arguments;
  const bool isNumber =
      !text.empty() && kDigits.find(text.front()) != std::string_view::npos;
  if (!isNumber || isSelect(call) || isPoll(call)) return -1;
  return std::atoi(call.arguments.c_str());
}

std::string unescaped(std::string_view quoted) {
  std::string bytes;
  if (quoted.size() < 2 || quoted.front() != '"') return bytes;
  quoted = quoted.substr(1, quoted.rfind('"') - 1);
  constexpr std::string_view kNames = "nrtvf";
  constexpr std::string_view kMeanings = "\n\r\t\v\f";
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] != '\\' || i + 1 == quoted.size()) {
      bytes += quoted[i];
      continue;
    }
    const char c = quoted[++i];
    if (const auto name = kNames.find(c); name != std::string_view::npos) {
      bytes += kMeanings[name];
    } else if (c >= '0' && c <= '7') {  // octal, three digits at most
      int value = 0;
      const std::size_t end = std::min(i + 3, quoted.size());
      while (i < end && quoted[i] >= '0' && quoted[i] <= '7') {
        value = value * 8 + (quoted[i++] - '0');
      }
      --i;
      bytes += static_cast<char>(value);
    } else {
      bytes += c;
    }
  }
  return bytes;
}

bool receives(const std::string& call) {
  return call == "recvfrom" || call == "read" || call == "readv";
}

std::optional<std::string> bytesOf(const Call& call) {
  const bool moves =
      receives(call.name) || call.name == "sendto" || call.name == "write";
  const int moved = std::atoi(call.result.c_str());
  const auto arguments = splitArguments(call.arguments);
  if (!moves || moved <= 0 || arguments.size() < 2) return std::nullopt;
  std::string bytes;
  if (call.name == "readv") {
    // "[{iov_base="hel", iov_len=3}, {iov_base="lo", iov_len=65536}]"
    std::string places = arguments[1];
    rewrite(places, "iov_base=", ", iov_len=", [&](std::string_view place) {
      bytes += unescaped(place);
      return std::string();
    });
  } else {
    bytes = unescaped(arguments[1]);
  }
  return bytes.substr(0, static_cast<std::size_t>(moved));
}

std::vector<int> descriptorsIn(std::string_view text) {
  const bool structures = text.find('{') != std::string_view::npos;
  std::vector<int> descriptors;
  while (!text.empty()) {
    const auto mark = !structures
                          ? text.find_first_of(kDigits)
                          : std::min(text.find("fd="), text.find("u32="));
    if (mark == std::string_view::npos) break;
    text.remove_prefix(mark);
    if (structures) text.remove_prefix(text.find('=') + 1);
    const std::string number(text);
    char* end = nullptr;
    const long fd = std::strtol(number.c_str(), &end, 10);
    if (fd >= 0) descriptors.push_back(static_cast<int>(fd));
    text.remove_prefix(static_cast<std::size_t>(end - number.c_str()));
  }
  return descriptors;
}

std::vector<int> watchedBy(const Call& call) {
  const auto arguments = splitArguments(call.arguments);
  if (isPoll(call) && !arguments.empty()) return descriptorsIn(arguments[0]);
  std::vector<int> watched;
  if (!isSelect(call)) return watched;
  for (std::size_t set = 1; set <= 3 && set < arguments.size(); ++set) {
    const auto more = descriptorsIn(arguments[set]);
    watched.insert(watched.end(), more.begin(), more.end());
  }
  return watched;
}

std::vector<int> readyIn(const Call& call) {
  if (!call.returned || !call.error.empty()) return {};
  if (isEpollWait(call)) {
    const auto arguments = splitArguments(call.arguments);
    return arguments.size() < 2 ? std::vector<int>()
                                : descriptorsIn(arguments[1]);
  }
  if (isSignalWait(call)) {
    const std::string number(between(call.arguments, "si_int=", ","));
    return number.empty() ? std::vector<int>() : descriptorsIn(number);
  }
  // "1 (in [4])", "1 ([{fd=4, revents=POLLIN}])"
  const auto answer = call.result.find('(');
  if (answer == std::string::npos || !(isSelect(call) || isPoll(call))) {
    return {};
  }
  return descriptorsIn(call.result.substr(answer));
}

std::string shownArguments(const Call& call) {
  std::string text = call.arguments;
  if (call.name == "clone3" || call.name == "clone") {
    return "CLONE_VM|CLONE_FILES|CLONE_THREAD|…";
  }
  if (call.name == "io_uring_setup") {
    return splitArguments(text).at(0) + ", …";
  }
  if (call.name == "rt_sigqueueinfo") {
    return fmt::format("PID, SIGRTMIN, {{si_code=SI_ASYNCIO, si_int={}}}",
                       between(text, "si_int=", ","));
  }
  if (call.name == "io_uring_enter") dropEnd(text, ", NULL, 8");
  if (call.name == "recvfrom") dropEnd(text, ", NULL, NULL");
  if (call.name == "sendto") dropEnd(text, ", NULL, 0");
  if (call.name == "pselect6") dropEnd(text, ", NULL");  // the signal mask
  // The port of a client differs from run to run.
  const bool isClients = call.name.starts_with("accept");
  rewrite(text, "{sa_family=AF_INET, ", "}", [&](std::string_view address) {
    return fmt::format("{}:{}", between(address, "inet_addr(\"", "\""),
                       isClients ? "PORT" : between(address, "htons(", ")"));
  });
  rewrite(text, kData, "}", [](std::string_view data) {
    const auto* const what =
        data.ends_with(kChannel) ? "data.ptr=channel of " : "data.fd=";
    return what + std::string(data.substr(0, data.find(',')));
  });
  if (isSignalWait(call)) {
    rewrite(text, "{si_signo=SIGRT_2", "}", socketSignal);
    rewrite(text, ", si_pid=", "}", [](std::string_view) { return "}"; });
    dropEnd(text, ", 8");  // the size of the set
  }
  // The owner is the process itself, whose number differs from run to run.
  if (const auto owner = text.find("F_SETOWN, "); owner != std::string::npos) {
    text.replace(text.find_first_of(kDigits, owner), text.npos, "PID");
  }
  useNamesOfTheLibrary(text);
  hideAddresses(text);
  return text;
}

std::string shownArgumentsAtEntry(const Call& call) {
  auto arguments = splitArguments(shownArguments(call));
  const bool answersInSecond =
      receives(call.name) || isEpollWait(call) || isSignalWait(call);
  if (answersInSecond && arguments.size() > 1) arguments[1] = "…";
  return joined(arguments);
}

std::string shownResult(const Call& call) {
  if (call.name == "clone" || call.name == "clone3") return "TID";
  std::string text = call.result;
  useNamesOfTheLibrary(text);
  return text;
}

void hideTheTime(std::vector<Call>& calls) {
  const std::string shown = R"("DAY, MONTH DD, YYYY HH:MM:SS-UTC\r\n")";
  const std::string size = std::to_string(unescaped(shown).size());
  for (Call& call : calls) {
    auto arguments = splitArguments(call.arguments);
    if (call.name != "sendto" || arguments.size() < 3) continue;
    if (!arguments[1].ends_with(R"(-UTC\r\n")")) continue;
    arguments[1] = shown;
    arguments[2] = size;
    call.arguments = joined(arguments);
    if (call.error.empty()) call.result = size;
  }
}

void namePointers(std::vector<Call>& calls) {
  std::map<std::string, std::string, std::less<>> descriptors;  // by pointer
  for (Call& call : calls) {
    if (call.name == "epoll_ctl") {
      const auto arguments = splitArguments(call.arguments);
      const auto pointer = between(call.arguments, "u64=", "}");
      if (arguments.size() == 4 && pointer != arguments[2]) {
        descriptors.insert_or_assign(std::string(pointer), arguments[2]);
      }
    }
    rewrite(call.arguments, kData, "}", [&](std::string_view data) {
      const auto found = descriptors.find(data.substr(data.rfind('=') + 1));
      return found == descriptors.end()
                 ? fmt::format("{}{}}}", kData, data)
                 : fmt::format("{}{}{}}}", kData, found->second, kChannel);
    });
  }
}

}  // namespace oneloop::tracer
