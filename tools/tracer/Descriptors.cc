#include "tools/tracer/Descriptors.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "tools/tracer/arguments.h"

namespace oneloop::tracer {

namespace {

// "epoll" in the main thread, "epoll-2" in thread 2: each has a loop.
std::string ofThread(const std::string& id, const std::string& lane) {
  return lane.starts_with("thread-") ? id + lane.substr(lane.find('-')) : id;
}

std::string ownerOf(const std::string& lane) {
  return lane.starts_with("thread-")
             ? "thread " + lane.substr(lane.find('-') + 1) + "'s"
             : "the loop's";
}

}  // namespace

std::string Descriptors::add(int number, const std::string& id,
                             const std::string& label) {
  trace_.descriptors.push_back({id, number, label});
  open_[number] = id;
  return id;
}

void Descriptors::nameStopSignal(const Call& call) {
  add(std::atoi(call.result.c_str()), "stop", "stop signal (an eventfd)");
  stopSignalNamed_ = true;
}

void Descriptors::nameTimer(const Call& call) {
  // Before its loop has an eventfd, a server has a timer of its own, which
  // rings only when it is out of descriptors.
  const bool isLoops = std::ranges::any_of(
      open_, [](const auto& entry) { return entry.second == "wakeup"; });
  if (isLoops)
    add(std::atoi(call.result.c_str()), "timer", "the loop's timerfd");
}

std::optional<std::string> Descriptors::find(int number) const {
  const auto found = open_.find(number);
  if (found == open_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> Descriptors::findAll(
    const std::vector<int>& numbers) const {
  std::vector<std::string> ids;
  for (const int number : numbers) {
    if (const auto id = find(number)) ids.push_back(*id);
  }
  return ids;
}

// The id of the descriptor that the call returned; empty for other calls.
std::string Descriptors::opened(const Call& call, const std::string& lane) {
  if (!call.returned || !call.error.empty()) return {};
  const int number = std::atoi(call.result.c_str());
  if (call.name == "socket") {
    return add(number, "listener", "listening socket");
  }
  if (call.name == "pipe2") {
    const auto ends = descriptorsIn(splitArguments(call.arguments).at(0));
    std::string end = add(ends.at(0), "pipe", "pipe, to read from");
    add(ends.at(1), "pipe-in", "pipe, to write to");
    return end;
  }
  if (call.name == "eventfd2") {
    return add(number, ofThread("wakeup", lane), ownerOf(lane) + " eventfd");
  }
  if (call.name.starts_with("epoll_create")) {
    const std::string id = ofThread("epoll", lane);
    return add(
        number, id,
        id == "epoll" ? "epoll instance" : ownerOf(lane) + " epoll instance");
  }
  if (call.name == "io_uring_setup") {
    return add(number, "ring", "io_uring: two queues");
  }
  const bool failed = call.result.starts_with('-');
  if (call.name.starts_with("accept") ||
      (call.name == "complete accept" && !failed)) {
    const char client = nextClient_++;
    const auto name = static_cast<char>(std::toupper(client));
    return add(number, std::string("conn-") + client,
               std::string("client ") + name + "'s connection");
  }
  return {};
}

void Descriptors::describe(const Call& call, Step& step) {
  int number = firstDescriptor(call);
  if (call.name == "epoll_ctl") {
    const auto arguments = splitArguments(call.arguments);
    if (arguments.size() > 2) number = std::atoi(arguments[2].c_str());
  }
  if (call.name == "rt_sigqueueinfo") {
    const auto value = call.arguments.find("si_int=");
    if (value != std::string::npos) {
      number = std::atoi(call.arguments.c_str() + value + 7);
    }
  }
  step.descriptor = find(number);
  step.watched = findAll(watchedBy(call));
  step.ready = findAll(readyIn(call));
  if (const std::string id = opened(call, step.lane); !id.empty())
    step.opens = id;
  if (call.name == "close") open_.erase(number);
}

}  // namespace oneloop::tracer
