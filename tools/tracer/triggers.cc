#include "tools/tracer/triggers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "common/testing/Process.h"
#include "common/testing/Steps.h"
#include "common/testing/TemporaryFolder.h"
#include "common/testing/environment.h"
#include "common/testing/strace.h"
#include "tools/tracer/World.h"
#include "tools/tracer/arguments.h"
#include "tools/tracer/record.h"
#include "tools/tracer/settle.h"
#include "tools/tracer/sourceLines.h"
#include "tools/tracer/strace.h"

namespace oneloop::tracer {
namespace {

std::string isAre(int n, const std::string& done) {
  if (n == 0) return "nothing is " + done;
  return fmt::format("{} {} {}", bytesInWords(static_cast<std::size_t>(n)),
                     n == 1 ? "is" : "are", done);
}

class Builder {
 public:
  Builder() {
    trace_.program = trace_.command = "level_edge";
    trace_.story =
        "One pipe, watched by two epoll instances. After each thing that "
        "happens to the pipe, both are asked what is ready.";
    trace_.kernel = testing::kernelVersion();
    trace_.lanes = {{"pipe", "the pipe", "client"},
                    {"level", "level-triggered", "thread"},
                    {"edge", "edge-triggered", "thread"}};
  }

  void add(const Call& call, const SourceLine& source) {
    if (trace_.steps.empty()) start_ = call.at;
    Step step;
    step.at = (call.at - start_) * 1000;
    step.call = call.name;
    step.arguments = shownArguments(call);
    step.result = call.result;
    step.bytes = bytesOf(call);
    step.source = source;
    nameDescriptors(call, step);
    step.lane = laneOf(call);
    tell(call, step);
    trace_.steps.push_back(std::move(step));
  }

  Trace take() && { return std::move(trace_); }

 private:
  void open(int number, const std::string& id, const std::string& label,
            Step& step) {
    trace_.descriptors.push_back({id, number, label});
    step.opens = id;
  }

  void nameDescriptors(const Call& call, Step& step) {
    if (call.name.starts_with("pipe")) {
      const auto ends = descriptorsIn(splitArguments(call.arguments).at(0));
      open(ends.at(0), "reader", "the pipe's reading end", step);
      open(ends.at(1), "writer", "the pipe's writing end", step);
    } else if (call.name.starts_with("epoll_create")) {
      const bool first = trace_.descriptors.size() == 2;
      open(std::atoi(call.result.c_str()), first ? "level" : "edge",
           first ? "level-triggered epoll instance"
                 : "edge-triggered epoll instance",
           step);
      return;
    }
    const auto found = std::ranges::find(
        trace_.descriptors, firstDescriptor(call), &Trace::Descriptor::number);
    if (found != trace_.descriptors.end()) step.descriptor = found->id;
  }

  std::string laneOf(const Call& call) const {
    if (call.name.starts_with("epoll_create")) {
      return trace_.descriptors.back().id;
    }
    const auto found = std::ranges::find(
        trace_.descriptors, firstDescriptor(call), &Trace::Descriptor::number);
    const bool isEpoll =
        found != trace_.descriptors.end() && call.name.starts_with("epoll_");
    return isEpoll ? found->id : "pipe";
  }

  // The note, and the step's place in a round.
  void tell(const Call& call, Step& step) {
    const int place = static_cast<int>(trace_.steps.size());
    const int moved = std::atoi(call.result.c_str());
    if (call.name == "epoll_wait" || call.name == "epoll_pwait") {
      if (moved > 0) step.ready = {"reader"};
      if (step.lane == "level") {
        if (!roundIsOpen_) beginRound("nothing happens", std::nullopt);
        trace_.rounds.back().level = place;
        step.note = levelNote(moved > 0);
      } else {
        trace_.rounds.back().edge = place;
        roundIsOpen_ = false;
        step.note = edgeNote(moved > 0);
        news_.clear();
      }
      return;
    }
    if (call.name == "write") {
      unread_ += moved;
      news_ = "bytes were written";
      beginRound(isAre(moved, "written"), place);
      step.note = fmt::format("{}, {} now.", isAre(moved, "written"),
                              isAre(unread_, "unread"));
    } else if (call.name == "read") {
      unread_ -= moved;
      beginRound(isAre(moved, "read"), place);
      step.note = fmt::format("{}, {} now.", isAre(moved, "read"),
                              isAre(unread_, "unread"));
    } else if (call.name == "epoll_ctl") {
      control(call, step, place);
    } else {
      step.note = call.name.starts_with("pipe")
                      ? "The kernel makes a pipe, which is empty."
                      : "The kernel makes an epoll instance.";
    }
  }

  void control(const Call& call, Step& step, int place) {
    if (call.arguments.find("EPOLL_CTL_MOD") != std::string::npos) {
      news_ = "the watch was modified";
      beginRound("EPOLL_CTL_MOD", place);
      step.note =
          "EPOLL_CTL_MOD, with the same events: the kernel looks at the pipe "
          "again.";
      return;
    }
    step.note = fmt::format(
        "The pipe's reading end is put on the list, {}-triggered.", step.lane);
  }

  void beginRound(const std::string& title, std::optional<int> act) {
    trace_.rounds.push_back({title, unread_, act, -1, -1});
    roundIsOpen_ = true;
  }

  std::string levelNote(bool reported) const {
    return reported
               ? fmt::format("Reported, since {}.", isAre(unread_, "unread"))
               : "Not reported, since nothing is unread.";
  }

  std::string edgeNote(bool reported) const {
    if (reported) return fmt::format("Reported, since {}.", news_);
    return unread_ == 0
               ? "Not reported: nothing is unread."
               : fmt::format("Not reported, though {}: nothing new has come.",
                             isAre(unread_, "unread"));
  }

  Trace trace_;
  double start_ = 0;
  int unread_ = 0;
  std::string news_;  // what the edge has not reported yet
  bool roundIsOpen_ = false;
};

}  // namespace

Trace triggersTrace(const std::vector<Call>& calls,
                    const std::vector<std::optional<SourceLine>>& sources) {
  Builder builder;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (sources[i]) builder.add(calls[i], *sources[i]);
  }
  return std::move(builder).take();
}

Trace recordTriggers(const std::string& program) {
  const testing::TemporaryFolder folder;
  const std::string log = folder.path() / "strace";
  testing::Process process(
      underStrace("?pipe,pipe2,?epoll_create,epoll_create1,epoll_ctl,"
                  "?epoll_wait,epoll_pwait,read,write",
                  log, {program}),
      testing::withoutLeakCheck());
  if (process.wait() != testing::ExitStatus{}) {
    throw testing::Failure("level_edge", process.errors());
  }
  waitForEndOf(process.pid(), log);
  const auto calls = parseStrace(readFrom(log, 0));
  return triggersTrace(calls, sourceLines(calls, program, "tools"));
}

}  // namespace oneloop::tracer
