#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "common/testing/contains.h"
#include "tools/tracer/arguments.h"
#include "tools/tracer/notes.h"
#include "tools/tracer/operations.h"

namespace oneloop::tracer {
namespace {

using testing::contains;
using Phase = Step::Phase;

class ServerNote {
 public:
  ServerNote(const Trace& trace, std::size_t i, const World& world)
      : trace_(trace),
        step_(trace.steps[i]),
        index_(i),
        world_(world),
        who_(world.who(step_.lane)),
        call_(programsName(step_.call)),
        about_(step_.descriptor.value_or("")) {}

  std::string text() const {
    if (step_.error == "EINTR") {
      return fmt::format("The signal interrupts {}: it fails with EINTR.",
                         call_);
    }
    if (call_.starts_with("io_uring_") || !operationOf(call_).empty()) {
      return ringNote(trace_, index_, world_);
    }
    if (isOfAio()) return aioNote(step_, world_);
    if (call_ == "accept" || call_ == "accept4") return accept();
    if (call_ == "write") {
      return fmt::format("{} adds 1 to {}: it is readable now.", who_,
                         world_.thing(about_));
    }
    if (receives(step_.call)) {
      return about_ == "wakeup" || about_.starts_with("wakeup-")
                 ? fmt::format("{} reads its eventfd: the counter is 0 again.",
                               who_)
                 : recv();
    }
    if (call_ == "send") return send();
    if (call_ == "select" || call_ == "poll") return selectOrPoll();
    if (call_ == "epoll_wait") return epollWait();
    if (call_ == "sigtimedwait") return sigtimedwait();
    if (call_ == "close") return close();
    return setUpNote(step_, world_);
  }

 private:
  std::string client() const { return world_.client(about_); }

  bool isOfAio() const {
    constexpr std::array kCalls{"pipe2", "pread64", "pwrite64",
                                "read",  "write",   "rt_sigqueueinfo"};
    // A loop reads and writes, too; the server of chapter 07 has none.
    const bool hasLoop = std::ranges::any_of(
        trace_.descriptors,
        [](const auto& it) { return it.id.starts_with("wakeup"); });
    return !hasLoop && std::ranges::find(kCalls, step_.call) != kCalls.end();
  }

  std::string accept() const {
    if (step_.phase == Phase::kEnter) {
      return fmt::format("{} sleeps in {}: it waits for a client to connect.",
                         who_, call_);
    }
    if (step_.error) {
      return step_.times > 1 ? fmt::format(
                                   "{} asks for a new client, again and again. "
                                   "None waits: {} fails with {}.",
                                   who_, call_, *step_.error)
                             : fmt::format(
                                   "No other client waits: {} fails with {} "
                                   "instead of waiting.",
                                   call_, *step_.error);
    }
    const std::string connection = step_.opens.value_or("");
    const std::string what = fmt::format(
        "descriptor {} is {}{}", *step_.result, world_.thing(connection),
        numberWasUsed() ? " (the number was free again)" : "");
    if (step_.phase == Phase::kReturn || call_ == "accept4") {
      return fmt::format("{} takes the connection from the queue: {}.", call_,
                         what);
    }
    return fmt::format(
        "{} returns at once, since {} has waited in the queue: "
        "{}.",
        call_, world_.client(connection), what);
  }

  // The new connection's number belonged to an earlier one.
  bool numberWasUsed() const {
    for (const auto& descriptor : trace_.descriptors) {
      if (descriptor.id == step_.opens) return false;
      if (std::to_string(descriptor.number) == *step_.result) return true;
    }
    return false;
  }

  std::string recv() const {
    if (step_.phase == Phase::kEnter) {
      return fmt::format("{} sleeps in {}: it waits for {}.{}", who_, call_,
                         client(), world_.whoHasToWait());
    }
    if (step_.error && step_.times > 1) {
      return fmt::format(
          "{} asks for {}'s bytes, again and again. None have "
          "come: {} fails with {}.",
          who_, client(), call_, *step_.error);
    }
    if (step_.error) {
      return fmt::format(
          "{} from {}: {} fails with {} instead of waiting.",
          previousIsSend() ? "There is no more" : "Nothing has come", client(),
          call_, *step_.error);
    }
    if (!step_.bytes) {
      return fmt::format("{} returns 0: {} has closed, no more will come.",
                         call_, client());
    }
    const std::string bytes = bytesInWords(step_.bytes->size());
    if (step_.phase == Phase::kReturn) {
      return fmt::format("{} returns {} from {}.", call_, bytes, client());
    }
    return fmt::format(
        "{} returns at once with {} from {}{}.", call_, bytes, client(),
        world_.spokeBeforeAccept(about_) ? ": they had waited in the kernel"
                                         : "");
  }

  bool previousIsSend() const {
    return index_ > 0 && trace_.steps[index_ - 1].call == "sendto";
  }

  std::string send() const {
    if (!step_.bytes) return "The kernel's buffer is full: send fails.";
    return fmt::format(
        "{} sends {}{} {}to {}: send hands them to the kernel and returns.",
        who_, world_.hasSpoken(about_) ? "the " : "",
        bytesInWords(step_.bytes->size()),
        world_.hasSpoken(about_) ? "back " : "", client());
  }

  // "client A's connection is readable"
  std::string readyInWords(std::string_view in, std::string_view out) const {
    const std::string answer =
        call_ == "epoll_wait" ? step_.arguments : *step_.result;
    const bool readable = contains(answer, in);
    const bool writable = contains(answer, out);
    return fmt::format("{} {} {}",
                       listInWords(world_.things(step_.ready), "and"),
                       step_.ready.size() == 1 ? "is" : "are",
                       readable && writable ? "readable and writable"
                       : writable           ? "writable"
                                            : "readable");
  }

  std::string selectOrPoll() const {
    if (step_.phase == Phase::kEnter) {
      return fmt::format("{} sleeps in {}: it waits for {}.", who_, call_,
                         listInWords(world_.things(step_.watched), "or"));
    }
    const bool isSelect = call_ == "select";
    const std::string ready = isSelect ? readyInWords("in [", "out [")
                                       : readyInWords("POLLIN", "POLLOUT");
    if (step_.phase == Phase::kWhole) {
      return fmt::format("{} returns at once: {}.", call_, ready);
    }
    return fmt::format(
        "{} returns: {}. The server looks through its {} to see which.", call_,
        ready, isSelect ? "set" : "array");
  }

  std::string epollWait() const {
    if (step_.phase == Phase::kEnter) {
      return fmt::format(
          "{} sleeps in epoll_wait: it waits for anything on "
          "the kernel's list.",
          who_);
    }
    const std::string ready = readyInWords("EPOLLIN", "EPOLLOUT");
    if (step_.phase == Phase::kWhole) {
      const bool isNew = !contains(ready, "readable");
      return fmt::format("epoll_wait returns at once: {}.{}", ready,
                         isNew ? " To be ready when it is added counts as a "
                                 "change."
                               : "");
    }
    return fmt::format("epoll_wait returns: {}. The event says which.", ready);
  }

  std::string sigtimedwait() const {
    if (step_.phase == Phase::kEnter) {
      return fmt::format(
          "{} sleeps in sigtimedwait: it waits for a signal. "
          "It has named no socket.",
          who_);
    }
    if (step_.error) {
      return "No signal is queued: sigtimedwait fails with EAGAIN instead of "
             "waiting, since somebody's turn is due.";
    }
    if (contains(step_.arguments, "SIGTERM")) {
      return "sigtimedwait returns SIGTERM: to be stopped is one more signal.";
    }
    if (step_.ready.empty()) {
      return "sigtimedwait returns a signal about a descriptor that is closed "
             "by now: the server ignores it.";
    }
    const std::string about = listInWords(world_.things(step_.ready), "and");
    return fmt::format("sigtimedwait returns a signal about {}.", about);
  }

  std::string close() const {
    const bool last = std::ranges::none_of(
        trace_.steps.begin() + static_cast<std::ptrdiff_t>(index_) + 1,
        trace_.steps.end(),
        [this](const Step& other) { return other.lane == step_.lane; });
    const bool threadEnds = last && step_.lane.starts_with("thread-");
    return fmt::format("{} closes {}{}.", who_, world_.thing(about_),
                       threadEnds ? " and ends" : "");
  }

  const Trace& trace_;
  const Step& step_;
  std::size_t index_;
  const World& world_;
  std::string who_;
  std::string call_;
  std::string about_;  // a descriptor
};

}  // namespace

std::string serverNote(const Trace& trace, std::size_t i, const World& world) {
  return ServerNote(trace, i, world).text();
}

}  // namespace oneloop::tracer
