#include "tools/tracer/socketNotes.h"

#include <fmt/format.h>

#include <string_view>

#include "common/testing/contains.h"

namespace oneloop::tracer {
namespace {

using testing::contains;
// "when it is readable, when it has room"
std::string interest(std::string_view arguments) {
  std::string text;
  const auto add = [&text](const char* words) {
    text += fmt::format("{}when it {}", text.empty() ? "" : ", or ", words);
  };
  if (contains(arguments, "EPOLLIN")) add("is readable");
  if (contains(arguments, "EPOLLOUT")) add("has room");
  if (contains(arguments, "EPOLLHUP")) add("hangs up");
  return text;
}

std::string epollCtl(const Step& step, const std::string& what) {
  if (contains(step.arguments, "EPOLL_CTL_DEL")) {
    return fmt::format("The loop takes {} off the kernel's list.", what);
  }
  return fmt::format(
      "The kernel is to report {} {}.{}", what, interest(step.arguments),
      contains(step.arguments, "EPOLLIN") ? ""
                                          : " The loop does not read from it.");
}

std::string transfer(const Step& step, const std::string& who,
                     const std::string& what) {
  const bool sends = step.call == "sendto";
  if (step.error) {
    return fmt::format("{} fails with {} instead of waiting.",
                       sends ? "send" : "read", *step.error);
  }
  const std::string bytes = *step.result;
  if (sends) {
    return fmt::format("{} sends: the kernel takes {} bytes.", who, bytes);
  }
  if (bytes == "0") {
    return fmt::format("A read of {} gives 0: its peer has ended.", what);
  }
  return fmt::format("{} reads {} bytes from {}.", who, bytes, what);
}

}  // namespace

std::optional<std::string> programSocketNote(const Step& step,
                                             const std::string& who,
                                             const std::string& what) {
  if (step.call == "socketpair") {
    return who +
           " makes two sockets that are connected: one is the loop's, the "
           "other its peer's.";
  }
  const bool isSocket = step.descriptor && *step.descriptor != "wakeup" &&
                        *step.descriptor != "timer" &&
                        *step.descriptor != "epoll";
  if (!isSocket) return std::nullopt;
  if (step.call == "epoll_ctl") return epollCtl(step, what);
  const bool moves = step.call == "sendto" || step.call == "recvfrom" ||
                     step.call == "read" || step.call == "readv";
  if (moves) return transfer(step, who, what);
  return std::nullopt;
}

}  // namespace oneloop::tracer
