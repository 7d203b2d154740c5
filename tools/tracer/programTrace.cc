#include "tools/tracer/programTrace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "common/testing/Process.h"
#include "common/testing/Steps.h"
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

using Phase = Step::Phase;

// No futex: whether a lock is free when a thread comes differs from run to run.
constexpr const char* kCalls =
    "?epoll_create,epoll_create1,eventfd2,timerfd_create,timerfd_settime,"
    "epoll_ctl,?epoll_wait,epoll_pwait,read,write,clock_nanosleep,?clone,"
    "?clone3,rt_sigprocmask,socketpair,recvfrom,sendto,readv";

// Seconds: such a call has waited. On a busy machine strace itself takes some
// hundredths.
constexpr double kLongEnough = 0.05;

bool has(std::string_view text, std::string_view what) {
  return text.find(what) != std::string_view::npos;
}

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
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (sources_[i] && calls_[i].name != "rt_sigprocmask")
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

  std::optional<std::string> find(int number) const {
    const auto found = std::ranges::find(trace_.descriptors, number,
                                         &Trace::Descriptor::number);
    if (found == trace_.descriptors.end()) return std::nullopt;
    return found->id;
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
          deadline == 0 ? "0" : fmt::format("start + {} ms", moment(deadline)));
    }
    return withoutLength(shownArguments(call));
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
    if (const auto text = programSocketNote(
            step, who(step), labelOf(step.descriptor.value_or("")))) {
      return *text;
    }
    if (call.name == "write" && step.descriptor == "wakeup") {
      return fmt::format(
          "{} adds 1 to the eventfd's counter: the loop's eventfd is readable "
          "now.",
          who(step));
    }
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
    return fmt::format(
        "epoll_wait returns{}: {} {}.",
        step.phase == Phase::kReturn ? "" : " at once",
        labelOf(step.ready.front()),
        has(step.arguments, "EPOLLOUT") ? "has room" : "is readable");
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
      return has(call.arguments, "EPOLL_CTL_DEL")
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
  const TemporaryFolder folder;
  const std::string log = folder.file("strace");
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
