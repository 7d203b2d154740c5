#include "tools/tracer/programTrace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "common/testing/Process.h"
#include "common/testing/Steps.h"
#include "common/testing/TemporaryFolder.h"
#include "common/testing/contains.h"
#include "common/testing/environment.h"
#include "common/testing/strace.h"
#include "tools/tracer/World.h"
#include "tools/tracer/arguments.h"
#include "tools/tracer/settle.h"
#include "tools/tracer/socketNotes.h"
#include "tools/tracer/sourceLines.h"
#include "tools/tracer/strace.h"

namespace oneloop::tracer {
namespace {

using testing::contains;
using Phase = Step::Phase;

// No futex: whether a lock is free when a thread comes differs from run to run.
constexpr const char* kCalls =
    "?epoll_create,epoll_create1,eventfd2,timerfd_create,timerfd_settime,"
    "epoll_ctl,?epoll_wait,epoll_pwait,read,write,clock_nanosleep,?clone,"
    "?clone3,rt_sigprocmask,socketpair,recvfrom,sendto,readv,socket,bind,"
    "listen,connect,accept4,getsockopt,shutdown,close";

// Seconds: such a call has waited. On a busy machine strace itself takes some
// hundredths.
constexpr double kLongEnough = 0.05;

bool isEpollWait(const Call& call) {
  return call.name == "epoll_wait" || call.name == "epoll_pwait";
}
bool mayWait(const Call& call) {
  if (isEpollWait(call)) return splitArguments(call.arguments).back() != "0";
  return call.name == "clock_nanosleep";
}

// What follows `mark`, as a number.
double numberAfter(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return 0;
  return std::atof(std::string(text.substr(at + mark.size())).c_str());
}

// When timerfd_settime lets the timer expire, in seconds of its clock; 0 if
// never.
double deadlineOf(const Call& call) {
  const auto value = call.arguments.find("it_value=");
  if (value == std::string::npos) return 0;
  const std::string_view text = std::string_view(call.arguments).substr(value);
  return numberAfter(text, "tv_sec=") + numberAfter(text, "tv_nsec=") / 1e9;
}

class Assembler {
 public:
  Assembler(const std::vector<Call>& calls,
            const std::vector<std::optional<SourceLine>>& sources, Trace& trace)
      : calls_(calls), sources_(sources), trace_(trace) {}

  void run() {
    std::set<std::string> sockets;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const Call& call = calls_[i];
      if (!sources_[i] || call.name == "rt_sigprocmask") continue;
      if (call.name == "socket" || call.name == "accept4") {
        sockets.insert(call.result);
      } else if (call.name == "close" && sockets.erase(call.arguments) == 0) {
        continue;  // the loop's own descriptors
      }
      shown_.push_back(i);
    }
    if (shown_.empty()) return;
    start_ = calls_[shown_.front()].at;
    findClock();
    for (const std::size_t i : shown_) add(calls_[i], *sources_[i]);
    std::ranges::stable_sort(placed_, {}, &std::pair<std::size_t, Step>::first);
    for (auto& [place, step] : placed_) trace_.steps.push_back(std::move(step));
    delayPauses();
    double latest = 0;
    for (Step& step : trace_.steps)
      latest = step.at = std::max(latest, step.at);
  }

 private:
  // The kernel's clock of timers and the wall clock of strace differ by a
  // constant: at the latest when a wait ends, the deadline has come.
  void findClock() {
    double armed = 0;
    std::optional<double> least;
    for (const Call& call : calls_) {
      if (call.name == "timerfd_settime") armed = deadlineOf(call);
      if (!isEpollWait(call) || armed == 0 || call.duration < kLongEnough) {
        continue;
      }
      const double ahead = call.at + call.duration - armed;
      least = std::min(least.value_or(ahead), ahead);
    }
    clock_ = least.value_or(0);
  }

  // Milliseconds since the start, in hundreds, as programs/timers.cc prints
  // them.
  int moment(double deadline) const {
    const double since = deadline + clock_ - start_;
    return static_cast<int>(std::floor(since * 10)) * 100;
  }

  static bool isPause(const Step& step) {
    return step.call == "clock_nanosleep" && step.phase == Phase::kEnter;
  }

  // A pause begins when all others have done what they can until it ends. So
  // the order of the steps does not depend on who is faster.
  void delayPauses() {
    std::vector<Step>& steps = trace_.steps;
    for (std::size_t i = steps.size(); i-- > 0;) {
      if (!isPause(steps[i])) continue;
      for (std::size_t j = i; j + 1 < steps.size(); ++j) {
        const Step& next = steps[j + 1];
        if (next.lane == steps[j].lane) break;
        if (next.call == "clock_nanosleep" &&
            (next.phase == Phase::kReturn || next.lane > steps[j].lane)) {
          break;
        }
        std::swap(steps[j], steps[j + 1]);
      }
    }
  }

  std::string laneOf(int thread) {
    const auto [it, isNew] = lanes_.try_emplace(thread, lanes_.size());
    const std::size_t n = it->second;
    std::string id = n == 0 ? "main" : fmt::format("thread-{}", n);
    if (isNew) {
      trace_.lanes.push_back(
          {id, n == 0 ? "main thread" : fmt::format("thread {}", n), "thread"});
    }
    return id;
  }

  bool waited(const Call& call) const {
    if (!mayWait(call)) return false;
    // On the loopback a socket's answer is there at once; strace is slow.
    if (attempts_ > 0) {
      return std::ranges::any_of(
          readyIn(call), [&](int number) { return find(number) == "timer"; });
    }
    return call.duration > kLongEnough ||
           std::ranges::any_of(shown_, [&](std::size_t i) {
             const Call& other = calls_[i];
             return other.thread != call.thread &&
                    other.name != "clock_nanosleep" &&
                    other.begin > call.begin && other.begin < call.end;
           });
  }

  void add(const Call& call, const SourceLine& source) {
    Step step;
    step.at = (call.at - start_) * 1000;
    step.lane = laneOf(call.thread);
    step.call = call.name;
    step.source = source;
    nameDescriptors(call, step);
    step.arguments = shown(call);
    if (waited(call)) {
      Step enter = step;
      enter.phase = Phase::kEnter;
      enter.ready.clear();
      enter.arguments = shownArgumentsAtEntry(call);
      enter.note = note(call, enter);
      placed_.emplace_back(call.begin, std::move(enter));
      step.phase = Phase::kReturn;
      step.waited = call.duration * 1000;
      step.at += step.waited;
    }
    step.result = call.name.starts_with("clone") ? "TID" : call.result;
    if (!call.error.empty()) step.error = call.error;
    step.bytes = bytesOf(call);
    step.note = note(call, step);
    placed_.emplace_back(step.phase == Phase::kReturn ? call.end : call.begin,
                         std::move(step));
  }

  void open(const Call& call, const std::string& id, const std::string& label,
            Step& step) {
    step.opens = name(std::atoi(call.result.c_str()), id, label);
  }
  std::string name(int number, const std::string& id,
                   const std::string& label) {
    trace_.descriptors.push_back({id, number, label});
    return id;
  }

  // The newest: a number that was closed is used again.
  std::optional<std::string> find(int number) const {
    const auto& all = trace_.descriptors;
    const auto found =
        std::find_if(all.rbegin(), all.rend(),
                     [&](const auto& each) { return each.number == number; });
    if (found == all.rend()) return std::nullopt;
    return found->id;
  }

  // A socket is named after what is done with it next.
  void openSocket(const Call& call, Step& step) {
    const auto connects = [&](const Call& other) {
      return other.begin > call.begin && other.name == "connect" &&
             firstDescriptor(other) == std::atoi(call.result.c_str());
    };
    const auto binds = [&](const Call& other) {
      return other.begin > call.begin && other.name == "bind" &&
             firstDescriptor(other) == std::atoi(call.result.c_str());
    };
    const auto connect = std::ranges::find_if(calls_, connects);
    const auto bind = std::ranges::find_if(calls_, binds);
    if (bind < connect) {
      open(call, "listener", "the server's listening socket", step);
    } else {
      ++attempts_;
      open(call, fmt::format("attempt-{}", attempts_),
           fmt::format("the client's socket no. {}", attempts_), step);
    }
  }

  void nameDescriptors(const Call& call, Step& step) {
    if (call.name == "eventfd2") {
      open(call, "wakeup", "the loop's eventfd", step);
    } else if (call.name == "timerfd_create") {
      open(call, "timer", "the loop's timerfd", step);
    } else if (call.name.starts_with("epoll_create")) {
      open(call, "epoll", "epoll instance", step);
    } else if (call.name == "socketpair") {
      const auto numbers = descriptorsIn(splitArguments(call.arguments).back());
      step.opens = name(numbers.at(0), "connection", "the connection");
      name(numbers.at(1), "peer", "the peer's socket");
    } else if (call.name == "socket") {
      openSocket(call, step);
    } else if (call.name == "accept4") {
      step.descriptor = find(firstDescriptor(call));
      if (call.error.empty()) {
        open(call, "accepted", "the server's end of the connection", step);
      }
    } else if (call.name == "epoll_ctl") {
      step.descriptor =
          find(std::atoi(splitArguments(call.arguments).at(2).c_str()));
    } else {
      step.descriptor = find(firstDescriptor(call));
    }
    for (const int number : readyIn(call)) {
      if (const auto id = find(number)) step.ready.push_back(*id);
    }
  }

  // Without what differs from run to run: the moments of the clock.
  std::string shown(const Call& call) const {
    if (call.name == "timerfd_settime") {
      const double deadline = deadlineOf(call);
      return fmt::format(
          "{}, TFD_TIMER_ABSTIME, {{it_value={}}}, NULL", firstDescriptor(call),
          deadline == 0   ? "0"
          : attempts_ > 0 ? "now + the delay"  // a part of it is random
                          : fmt::format("start + {} ms", moment(deadline)));
    }
    return withoutPorts(withoutLength(shownArguments(call)),
                        call.name == "connect" ? "2007" : "PORT");
  }
  // The kernel has chosen them. Port 0 stays: it asks the kernel to choose.
  static std::string withoutPorts(std::string text, std::string_view shown) {
    constexpr std::string_view kHost = "127.0.0.1:";
    for (auto at = text.find(kHost); at != std::string::npos;
         at = text.find(kHost, at)) {
      at += kHost.size();
      const auto end = text.find_first_not_of("0123456789", at);
      const auto length = std::min(end, text.size()) - at;
      if (text[at] != '0') text.replace(at, length, shown);
    }
    return text;
  }
  // Of a long text, the beginning.
  static std::string withoutLength(std::string text) {
    constexpr std::size_t kShown = 12;
    const auto begin = text.find('"');
    const auto end = text.find("\"...", begin + 1);
    if (end != std::string::npos) {
      text.erase(begin + 1 + kShown, end - begin - 1 - kShown);
    }
    return text;
  }

  std::string labelOf(const std::string& id) const {
    const auto found =
        std::ranges::find(trace_.descriptors, id, &Trace::Descriptor::id);
    return found == trace_.descriptors.end() ? id : found->label;
  }
  std::string who(const Step& step) const {
    std::string label =
        std::ranges::find(trace_.lanes, step.lane, &Trace::Lane::id)->label;
    return label == "main thread" ? "The main thread"
                                  : fmt::format("T{}", label.substr(1));
  }

  std::string note(const Call& call, const Step& step) const {
    if (isEpollWait(call)) return waitNote(call, step);
    if (call.name == "socketpair" || step.descriptor == "connection" ||
        step.descriptor == "peer") {
      const auto text = programSocketNote(
          step, who(step), labelOf(step.descriptor.value_or("")));
      if (text) return *text;
    }
    if (call.name == "write" && step.descriptor == "wakeup") {
      return fmt::format(
          "{} adds 1 to the eventfd's counter: the loop's eventfd is readable "
          "now.",
          who(step));
    }
    if (auto text = socketNote(call, step); !text.empty()) return text;
    if (call.name == "read") {
      return fmt::format(
          "{} reads the counter, which is 0 afterwards: all wake-ups so far "
          "are answered.",
          who(step));
    }
    if (call.name == "write") {
      return fmt::format("{} prints a line.", who(step));
    }
    if (call.name == "timerfd_settime") {
      const double deadline = deadlineOf(call);
      if (deadline != 0 && attempts_ > 0) {
        return "The timerfd shall be readable when the delay is over: then the "
               "next attempt begins.";
      }
      return deadline == 0
                 ? "No timer is left: the timerfd shall never expire."
                 : fmt::format(
                       "The timerfd shall be readable {} ms after the "
                       "start: the earliest deadline of all.",
                       moment(deadline));
    }
    if (call.name == "clock_nanosleep") {
      return who(step) +
             (step.phase == Phase::kEnter ? " pauses." : " goes on.");
    }
    return setUp(call, step);
  }

  std::string waitNote(const Call& call, const Step& step) const {
    if (step.phase == Phase::kEnter) {
      return fmt::format(
          "{} sleeps in epoll_wait, for as long as nothing is ready.",
          who(step));
    }
    if (step.ready.empty()) {
      return splitArguments(call.arguments).back() == "0"
                 ? "Functors wait in the list, so epoll_wait only looks: its "
                   "timeout is 0. No descriptor is ready."
                 : "epoll_wait returns nothing.";
    }
    // "..., {events=EPOLLOUT|EPOLLERR, ...": one group of events for each.
    std::string_view events = call.arguments;
    std::string all;
    for (const std::string& id : step.ready) {
      events.remove_prefix(std::min(events.size(), events.find("events=") + 7));
      const bool out = contains(events.substr(0, events.find(',')), "EPOLLOUT");
      all += fmt::format("{}{} is {}", all.empty() ? "" : ", ", labelOf(id),
                         out ? "writable" : "readable");
    }
    return fmt::format("epoll_wait returns{}: {}.",
                       step.phase == Phase::kReturn ? "" : " at once", all);
  }

  // Nothing if the call has nothing to do with a socket.
  std::string socketNote(const Call& call, const Step& step) const {
    const std::string id = step.opens.value_or(step.descriptor.value_or(""));
    if (id.empty() || id == "wakeup" || id == "timer" || id == "epoll") {
      return {};
    }
    const std::string label = labelOf(id);
    if (call.name == "socket") {
      return fmt::format("Descriptor {} is {}.", call.result, label);
    }
    if (call.name == "bind") {
      return "The server takes a port, and does not listen yet: whoever "
             "connects now is refused.";
    }
    if (call.name == "listen") {
      return "The server listens. From now on the kernel completes handshakes.";
    }
    if (call.name == "connect") {
      return "connect does not wait: the handshake is in progress.";
    }
    if (call.name == "accept4") {
      return call.error.empty()
                 ? fmt::format("Descriptor {} is {}.", call.result, label)
                 : "Nobody else waits in the queue.";
    }
    if (call.name == "getsockopt") {
      return contains(call.arguments, "[0]")
                 ? "The attempt is over. How has it ended? SO_ERROR is 0: the "
                   "socket is connected."
                 : "The attempt is over. How has it ended? SO_ERROR says: "
                   "refused, nobody listens.";
    }
    if (call.name == "epoll_ctl") {
      if (contains(call.arguments, "EPOLL_CTL_DEL")) {
        return fmt::format("The loop no longer watches {}.", label);
      }
      return contains(call.arguments, "EPOLLOUT")
                 ? fmt::format(
                       "The loop watches {}: it becomes writable when "
                       "the attempt is over.",
                       label)
                 : fmt::format("The loop watches {}, for reading.", label);
    }
    if (call.name == "read" && call.result == "0") {
      return fmt::format("The peer of {} has ended its half.", label);
    }
    if (call.name == "read") return fmt::format("Bytes come in at {}.", label);
    if (call.name == "sendto") return fmt::format("Bytes go out at {}.", label);
    if (call.name == "shutdown") return "The client ends its half.";
    return fmt::format("Closed: {}.", label);
  }

  std::string setUp(const Call& call, const Step& step) const {
    if (call.name == "eventfd2") {
      return fmt::format(
          "The loop makes an eventfd, descriptor {}: a counter that starts at "
          "0. Other threads will write to it.",
          step.result.value_or(""));
    }
    if (call.name == "timerfd_create") {
      return fmt::format(
          "The loop makes a timerfd on the monotonic clock, descriptor {}.",
          step.result.value_or(""));
    }
    if (call.name.starts_with("epoll_create")) {
      return fmt::format(
          "The loop's poller makes its epoll instance, "
          "descriptor {}.",
          step.result.value_or(""));
    }
    if (call.name == "epoll_ctl") {
      const char* const what =
          step.descriptor == "timer" ? "timerfd" : "eventfd";
      return contains(call.arguments, "EPOLL_CTL_DEL")
                 ? fmt::format("The loop ends: the {} leaves the list.", what)
                 : fmt::format("The loop watches its {}, as it would a socket.",
                               what);
    }
    return who(step) + " starts a second thread.";
  }

  const std::vector<Call>& calls_;
  const std::vector<std::optional<SourceLine>>& sources_;
  Trace& trace_;
  std::vector<std::size_t> shown_;  // places in calls_
  int attempts_ = 0;                // sockets of clients
  double start_ = 0;
  double clock_ = 0;
  std::map<int, std::size_t> lanes_;                  // by thread
  std::vector<std::pair<std::size_t, Step>> placed_;  // by place in the log
};

// The comment at the top of a source, on one line.
std::string topComment(const std::string& file) {
  std::ifstream source(file);
  std::string text;
  for (std::string line; std::getline(source, line);) {
    if (!line.starts_with("// ")) break;
    if (!text.empty()) text += ' ';
    text += line.substr(3);
  }
  return text;
}

}  // namespace

bool isProgramTrace(const Trace& trace) {
  return trace.rounds.empty() &&
         std::ranges::none_of(trace.lanes, [](const Trace::Lane& lane) {
           return lane.kind == "client";
         });
}

void assembleProgram(const std::vector<Call>& calls,
                     const std::vector<std::optional<SourceLine>>& sources,
                     Trace& trace) {
  Assembler(calls, sources, trace).run();
}

Trace recordProgram(const Request& request) {
  const testing::TemporaryFolder folder;
  const std::string log = folder.path() / "strace";
  testing::Process process(underStrace(kCalls, log, {request.path()}),
                           testing::withoutLeakCheck());
  if (process.wait() != testing::ExitStatus{}) {
    throw testing::Failure(request.program, process.errors());
  }
  waitForEndOf(process.pid(), log);
  auto calls = parseStrace(readFrom(log, 0));
  namePointers(calls);
  const auto sources = sourceLines(calls, request.path(), "chapters");
  Trace trace;
  trace.chapter = request.chapter;
  trace.program = trace.command = request.program;
  trace.kernel = testing::kernelVersion();
  assembleProgram(calls, sources, trace);
  if (trace.steps.empty()) {
    throw testing::Failure(
        request.program,
        "has no debug information: build it with the preset trace");
  }
  trace.story =
      topComment(fmt::format("{}/chapters/{}/programs/{}.cc", ONELOOP_ROOT,
                             request.chapter, request.program));
  return trace;
}

}  // namespace oneloop::tracer
