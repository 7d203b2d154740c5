#include "tools/tracer/assemble.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "tools/tracer/Descriptors.h"
#include "tools/tracer/arguments.h"

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
      : recording_(recording), trace_(trace), descriptors_(trace) {}

  void run(const std::vector<std::optional<SourceLine>>& sources) {
    const auto& calls = recording_.calls;
    std::vector<std::size_t> order(calls.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (const std::size_t i : order) {
      if (sources[i]) laneOf(calls[i].thread);  // numbered as they appear
    }
    std::ranges::stable_sort(order, {},
                             [&calls](std::size_t i) { return calls[i].end; });
    for (const std::size_t i : order) {
      if (calls[i].name == "eventfd2" || calls[i].name == "timerfd_create") {
        descriptors_.nameEventSource(calls[i]);
      } else if (sources[i] && calls[i].name != "rt_sigprocmask") {
        addCall(calls[i], *sources[i]);
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

  void addCall(const Call& call, const SourceLine& source) {
    const std::size_t lane = laneOf(call.thread);
    const std::size_t begin = segmentAt(call.begin + 1);
    const std::size_t end = segmentAt(call.end);

    Step step;
    step.at = call.at * 1000;
    step.lane = trace_.lanes[lane - 1].id;
    step.call = call.name;
    step.source = source;
    descriptors_.describe(call, step);
    // A descriptor that plays no part: a timer that never rang, a file of the
    // C library.
    const bool needsOne = call.name == "close" || receives(call.name);
    if (needsOne && !step.descriptor) return;
    if (begin != end && !recording_.neverSleeps) {
      Step enter = step;
      enter.phase = Phase::kEnter;
      enter.arguments = shownArgumentsAtEntry(call);
      enter.ready.clear();
      enter.opens.reset();
      placed_.push_back({begin, lane, order_++, std::move(enter)});
      step.phase = Phase::kReturn;
      step.at += call.duration * 1000;
      step.waited = call.duration * 1000;
    }
    step.arguments = shownArguments(call);
    step.result = shownResult(call);
    if (!call.error.empty()) step.error = call.error;
    step.bytes = bytesOf(call);
    placed_.push_back({end, lane, order_++, std::move(step)});
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
  std::map<int, std::size_t> lanes_;  // by thread, counted from 1
  std::vector<Placed> placed_;
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
