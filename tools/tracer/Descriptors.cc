#include "tools/tracer/Descriptors.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "tools/tracer/arguments.h"

namespace oneloop::tracer {

std::string Descriptors::add(int number, const std::string& id,
                             const std::string& label) {
  trace_.descriptors.push_back({id, number, label});
  open_[number] = id;
  return id;
}

void Descriptors::nameEventSource(const Call& call) {
  const int number = std::atoi(call.result.c_str());
  if (call.name == "timerfd_create") {
    // Before its loop has an eventfd, a server has a timer of its own, which
    // rings only when it is out of descriptors.
    const bool isLoops = std::ranges::any_of(
        open_, [](const auto& entry) { return entry.second == "wakeup"; });
    if (isLoops) add(number, "timer", "the loop's timerfd");
  } else if (trace_.descriptors.empty()) {
    add(number, "stop", "stop signal (an eventfd)");
  } else {
    add(number, "wakeup", "the loop's eventfd");
  }
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
std::string Descriptors::opened(const Call& call) {
  if (!call.returned || !call.error.empty()) return {};
  const int number = std::atoi(call.result.c_str());
  if (call.name == "socket") {
    return add(number, "listener", "listening socket");
  }
  if (call.name.starts_with("epoll_create")) {
    return add(number, "epoll", "epoll instance");
  }
  if (call.name.starts_with("accept")) {
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
  step.descriptor = find(number);
  step.watched = findAll(watchedBy(call));
  step.ready = findAll(readyIn(call));
  if (const std::string id = opened(call); !id.empty()) step.opens = id;
  if (call.name == "close") open_.erase(number);
}

}  // namespace oneloop::tracer
