#include "tools/tracer/assemble.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "tools/tracer/Descriptors.h"
#include "tools/tracer/arguments.h"
#include "tools/tracer/operations.h"

namespace oneloop::tracer {
namespace {

using Phase = Step::Phase;

// Where a step stands: after which action, in which lane, and as the how
// manieth there.
struct Placed {
  std::size_t segment;
  std::size_t lane;  // 0: the clients
  std::size_t order;
  Step step;

  auto key() const { return std::tie(segment, lane, order); }
};

class Assembler {
 public:
  Assembler(const Recording& recording, Trace& trace)
      : recording_(recording),
        trace_(trace),
        descriptors_(trace),
        aio_(std::ranges::find(recording.calls, "rt_sigqueueinfo",
                               &Call::name) != recording.calls.end()) {}

  void run(const std::vector<std::optional<SourceLine>>& sources) {
    const auto& calls = recording_.calls;
    std::vector<std::size_t> order(calls.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (const std::size_t i : order) {  // numbered as they appear
      if (sources[i] || isHelpers(calls[i])) laneOf(calls[i].thread);
    }
    std::ranges::stable_sort(order, {},
                             [&calls](std::size_t i) { return calls[i].end; });
    for (const std::size_t i : order) {
      if (calls[i].name == "eventfd2" && !descriptors_.stopSignalNamed()) {
        descriptors_.nameStopSignal(calls[i]);
      } else if (calls[i].name == "timerfd_create") {
        descriptors_.nameTimer(calls[i]);
      } else if (sources[i] || isHelpers(calls[i])) {
        addCall(calls[i], sources[i]);
      }
    }
    // The only thread is not the main one of several.
    if (lanes_.size() == 1) trace_.lanes.front().label = "server thread";
    addClients();
    std::ranges::sort(placed_, {}, &Placed::key);
    for (auto& placed : placed_) {
      trace_.steps.push_back(std::move(placed.step));
    }
  }

 private:
  // A thread of glibc that serves requests of POSIX AIO: no line of the
  // program has made its calls.
  bool isHelpers(const Call& call) const {
    constexpr std::array kCalls{"pread64", "pwrite64", "read", "write",
                                "rt_sigqueueinfo"};
    return aio_ && call.thread != recording_.calls.front().thread &&
           std::ranges::find(kCalls, call.name) != kCalls.end();
  }

  // No part of the lesson: what a program prints, the handler that stops it, a
  // descriptor that plays no part (a timer that never rang).
  bool isLeftOut(const Call& call, const Step& step) const {
    if (call.name == "rt_sigprocmask") return true;
    const bool moves = receives(call.name) || call.name == "write";
    if (moves && step.descriptor == "stop") return true;
    const bool names = call.name == "close" || call.name == "epoll_ctl";
    return (moves || names) && !step.descriptor;
  }

  static bool isPoll(const Call& call) {
    return call.name == "poll" || call.name == "ppoll";
  }
  static bool timedOut(const Call& call) {
    return isPoll(call) && call.result.starts_with("0");
  }

  // Where the thread began to wait: a loop that looks up each second sleeps as
  // if in one call of poll.
  std::size_t beginOf(const Call& call) {
    if (!aio_ || !isPoll(call)) return call.begin;
    const auto [it, isFirst] = waitsSince_.try_emplace(call.thread, call.begin);
    const std::size_t begin = it->second;
    if (!timedOut(call)) waitsSince_.erase(it);
    return begin;
  }

  // Whether the signal comes before the loop waits again, or while it does,
  // differs from run to run. So neither the polls that return at once are
  // shown, nor the reads that find the pipe empty.
  bool dependsOnTiming(const Call& call, bool waited) const {
    if (!aio_) return false;
    return (isPoll(call) && (!waited || timedOut(call))) ||
           (call.name == "read" && call.failedWith("EAGAIN"));
  }

  // How many actions had begun when strace wrote the byte before that end.
  std::size_t segmentAt(std::size_t end) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        recording_.actions,
        [end](const ClientAction& action) { return action.position < end; }));
  }

  std::size_t laneOf(int thread) {
    const auto [it, isNew] = lanes_.try_emplace(thread, lanes_.size() + 1);
    if (!isNew) return it->second;
    const std::size_t n = it->second;
    trace_.lanes.push_back(
        n == 1 ? Trace::Lane{"server", "main thread", "thread"}
               : Trace::Lane{"thread-" + std::to_string(n - 1),
                             "thread " + std::to_string(n - 1), "thread"});
    return n;
  }

  // Threads that signal one another take turns: their calls have an order.
  // Only who goes to sleep first has none.
  Placed placed(const Call& call, std::size_t segment, std::size_t lane,
                Step step) {
    if (!aio_) return {segment, lane, order_++, std::move(step)};
    constexpr std::size_t kLast = std::numeric_limits<std::size_t>::max() / 2;
    const std::size_t order = step.phase == Phase::kEnter    ? kLast + lane
                              : step.phase == Phase::kReturn ? call.end
                                                             : call.begin;
    return {segment, 1, order, std::move(step)};
  }

  void addCall(const Call& call, const std::optional<SourceLine>& source) {
    const std::size_t lane = laneOf(call.thread);
    const std::size_t begin = segmentAt(beginOf(call) + 1);
    const std::size_t end = segmentAt(call.end);

    Step step;
    step.at = call.at * 1000;
    step.lane = trace_.lanes[lane - 1].id;
    step.call = call.name;
    step.source = source;
    descriptors_.describe(call, step);
    if (isLeftOut(call, step) || dependsOnTiming(call, begin != end)) return;
    if (begin != end && !recording_.neverSleeps) {
      Step enter = step;
      enter.phase = Phase::kEnter;
      enter.arguments = shownArgumentsAtEntry(call);
      enter.ready.clear();
      enter.opens.reset();
      placed_.push_back(placed(call, begin, lane, std::move(enter)));
      step.phase = Phase::kReturn;
      step.at += call.duration * 1000;
      step.waited = call.duration * 1000;
    }
    step.arguments = shownArguments(call);
    if (!isPrepared(call.name)) step.result = shownResult(call);
    if (!call.error.empty()) step.error = call.error;
    if (step.descriptor != "pipe" && step.descriptor != "pipe-in") {
      step.bytes = bytesOf(call);
    }
    placed_.push_back(placed(call, end, lane, std::move(step)));
  }

  void addClients() {
    for (auto& lane : clientLanes()) trace_.lanes.push_back(lane);
    trace_.lanes.push_back({"terminal", "terminal", "client"});
    for (std::size_t i = 0; i < recording_.actions.size(); ++i) {
      Step step = recording_.actions[i].step;
      step.at *= 1000;
      placed_.push_back({i + 1, 0, 0, std::move(step)});
    }
  }

  const Recording& recording_;
  Trace& trace_;
  Descriptors descriptors_;
  const bool aio_;                    // somebody tells of requests by signals
  std::map<int, std::size_t> lanes_;  // by thread, counted from 1
  std::vector<Placed> placed_;
  std::map<int, std::size_t> waitsSince_;  // the begin of a poll, by thread
  std::size_t order_ = 0;
};

bool isSameCall(const Step& a, const Step& b) {
  return a.lane == b.lane && a.call == b.call && a.descriptor == b.descriptor &&
         a.source == b.source;
}

// First the listening socket, then the clients.
auto placeInRound(const Step& step) {
  return std::pair(step.descriptor != "listener", step.descriptor);
}

}  // namespace

void foldIdleRuns(std::vector<Step>& steps) {
  std::vector<Step> folded;
  std::vector<Step> run;  // its different calls
  std::size_t place = 0;  // where in `folded` it began, and when
  double start = 0;
  const auto endRun = [&] {
    const bool repeats = std::ranges::any_of(
        run, [](const Step& step) { return step.times > 1; });
    // The clients may cut into a round anywhere: show it in its own order.
    if (repeats) {
      std::ranges::stable_sort(run, {}, placeInRound);
      for (Step& step : run) step.at = start;
    }
    folded.insert(folded.begin() + static_cast<std::ptrdiff_t>(place),
                  run.begin(), run.end());
    run.clear();
  };
  for (const Step& step : steps) {
    if (step.error == "EAGAIN") {
      if (run.empty()) {
        place = folded.size();
        start = step.at;
      }
      const auto same = std::ranges::find_if(
          run, [&step](const Step& other) { return isSameCall(step, other); });
      if (same != run.end()) {
        ++same->times;
      } else {
        run.push_back(step);
      }
      continue;
    }
    if (step.source) endRun();  // the server found something to do
    folded.push_back(step);
  }
  endRun();
  steps = std::move(folded);
}

void assemble(const Recording& recording,
              const std::vector<std::optional<SourceLine>>& sources,
              Trace& trace) {
  Assembler(recording, trace).run(sources);
  foldIdleRuns(trace.steps);
  // Threads overlap, the list does not: its time never goes back.
  const double start = trace.steps.empty() ? 0 : trace.steps.front().at;
  double latest = 0;
  for (Step& step : trace.steps) {
    latest = step.at = std::max(latest, step.at - start);
  }
}

}  // namespace oneloop::tracer
