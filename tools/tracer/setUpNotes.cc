#include <fmt/format.h>

#include <string>
#include <string_view>

#include "common/testing/contains.h"
#include "tools/tracer/notes.h"

namespace oneloop::tracer {
namespace {

using testing::contains;
std::string socketNote(const Step& step, const World& world) {
  return fmt::format("{} makes a TCP socket: descriptor {}.{}",
                     world.who(step.lane), step.result.value_or(""),
                     contains(step.arguments, "SOCK_NONBLOCK")
                         ? " It is non-blocking: no call on it will wait."
                         : "");
}

std::string fcntlNote(const Step& step, const std::string& what,
                      const World& world) {
  if (contains(step.arguments, "F_GETFL")) {
    return fmt::format("{} reads the flags of {}.", world.who(step.lane), what);
  }
  if (contains(step.arguments, "F_SETOWN")) {
    return fmt::format("The signals of {} shall go to this process.", what);
  }
  if (contains(step.arguments, "F_SETSIG")) {
    return fmt::format(
        "Its signal shall be a real-time one: those queue, and "
        "each says that it is about {}.",
        what);
  }
  if (contains(step.arguments, "O_ASYNC")) {
    return fmt::format(
        "From now on, the kernel sends a signal when something "
        "happens to {}.",
        what);
  }
  return fmt::format("O_NONBLOCK is set: no call on {} will wait any more.",
                     what);
}

std::string epollCtlNote(std::string_view arguments, const std::string& what) {
  if (contains(arguments, "EPOLL_CTL_DEL")) {
    return fmt::format("The kernel takes {} off its list.", what);
  }
  const std::string wanted =
      contains(arguments, "EPOLLET")
          ? "each change once: new bytes, or room to write (edge-triggered)"
      : contains(arguments, "EPOLLOUT") ? "when it is writable"
                                        : "when it is readable";
  const std::string once =
      contains(arguments, "EPOLLONESHOT") ? ", one time (one-shot)" : "";
  if (contains(arguments, "EPOLL_CTL_MOD")) {
    return fmt::format("The kernel is to report {} again: {}{}.", what, wanted,
                       once);
  }
  return fmt::format("The kernel puts {} on its list, to report {}{}.", what,
                     wanted, once);
}

}  // namespace

std::string setUpNote(const Step& step, const World& world) {
  const std::string what = world.thing(step.descriptor.value_or(""));
  if (step.call == "socket") return socketNote(step, world);
  if (step.call == "setsockopt") {
    return "SO_REUSEADDR: a restarted server may have its port at once.";
  }
  if (step.call == "bind") {
    return "The socket gets its address. Port 0 asks the kernel for one that "
           "is free.";
  }
  if (step.call == "listen") {
    return "From now on the kernel completes handshakes and queues the new "
           "connections.";
  }
  if (step.call == "fcntl") return fcntlNote(step, what, world);
  if (step.call == "shutdown") {
    return fmt::format(
        "The signal's handler shuts down {}: an accept that "
        "begins later fails at once.",
        what);
  }
  if (step.call == "eventfd2") {
    return fmt::format(
        "The loop makes an eventfd, descriptor {}: with it, other threads can "
        "wake it.",
        step.result.value_or(""));
  }
  if (step.call.starts_with("epoll_create")) {
    return fmt::format(
        "The kernel makes an epoll instance, descriptor {}: it "
        "will hold the list of what to watch.",
        step.result.value_or(""));
  }
  if (step.call == "epoll_ctl") return epollCtlNote(step.arguments, what);
  if (world.newest().empty()) {
    return fmt::format("{} starts a thread.", world.who(step.lane));
  }
  return fmt::format("{} starts a thread for {}.", world.who(step.lane),
                     world.client(world.newest()));
}

}  // namespace oneloop::tracer
