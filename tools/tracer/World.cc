#include "tools/tracer/World.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "tools/tracer/arguments.h"
#include "tools/tracer/operations.h"

namespace oneloop::tracer {
namespace {

std::string capitalised(std::string text) {
  text[0] = static_cast<char>(std::toupper(text[0]));
  return text;
}

// "client-a" and "conn-a" are the two sides of one client.
std::string connectionOf(const std::string& lane) {
  return "conn-" + lane.substr(lane.find('-') + 1);
}

// How many bytes have left the connection for the program.
std::size_t bytesTaken(const Step& step) {
  if (operationOf(step.call) == "recv") {
    return bytesMoved(step.call, step.result.value_or(""));
  }
  return receives(step.call) && step.bytes ? step.bytes->size() : 0;
}

}  // namespace

std::string bytesInWords(std::size_t n) {
  return n == 1 ? "1 byte" : fmt::format("{} bytes", n);
}

std::string listInWords(const std::vector<std::string>& words,
                        const std::string& conjunction) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) {
      text += i + 1 == words.size() ? " " + conjunction + " " : ", ";
    }
    text += words[i];
  }
  return text;
}

std::string programsName(const std::string& call) {
  static const std::map<std::string, std::string> kNames{
      {"recvfrom", "recv"},          {"sendto", "send"},
      {"pselect6", "select"},        {"ppoll", "poll"},
      {"epoll_pwait", "epoll_wait"}, {"rt_sigtimedwait", "sigtimedwait"}};
  const auto found = kNames.find(call);
  return found == kNames.end() ? call : found->second;
}

bool World::isClient(const std::string& lane) const {
  return std::ranges::any_of(trace_.lanes, [&lane](const Trace::Lane& other) {
    return other.id == lane && other.kind == "client";
  });
}

std::string World::who(const std::string& lane) const {
  const auto threads = std::ranges::count(trace_.lanes, std::string("thread"),
                                          &Trace::Lane::kind);
  if (threads < 2) return "The server";
  if (lane == "server") return "The main thread";
  return capitalised(
      std::ranges::find(trace_.lanes, lane, &Trace::Lane::id)->label);
}

std::string World::client(const std::string& id) const {
  return fmt::format("client {}", capitalised(id.substr(id.find('-') + 1)));
}

std::string World::thing(const std::string& descriptor) const {
  if (descriptor.starts_with("conn-")) {
    return client(descriptor) + "'s connection";
  }
  if (descriptor == "listener") return "the listening socket";
  if (descriptor == "stop") return "the stop signal";
  if (descriptor == "epoll") return "the epoll instance";
  if (descriptor.starts_with("pipe")) return "the pipe";
  if (descriptor == "ring") return "the io_uring";
  if (descriptor == "wakeup") return "the loop's eventfd";
  for (const std::string kind : {"epoll", "wakeup"}) {
    if (descriptor.starts_with(kind + '-')) {
      return fmt::format("thread {}'s {}", descriptor.substr(kind.size() + 1),
                         kind == "epoll" ? "epoll instance" : "eventfd");
    }
  }
  if (descriptor == "timer") return "the loop's timerfd";
  return descriptor;
}

std::vector<std::string> World::things(
    const std::vector<std::string>& descriptors) const {
  std::vector<std::string> words;
  words.reserve(descriptors.size());
  for (const auto& descriptor : descriptors) words.push_back(thing(descriptor));
  return words;
}

std::string World::whoSleepsWhere() const {
  std::string text;
  for (const auto& [lane, enter] : sleeping_) {
    if (!text.empty()) text += ' ';
    text +=
        fmt::format("{} sleeps in {}", who(lane), programsName(enter->call));
    if (enter->descriptor && enter->descriptor->starts_with("conn-")) {
      text +=
          fmt::format(", where it waits for {}", client(*enter->descriptor));
    }
    text += '.';
  }
  return text;
}

std::string World::whoHasToWait() const {
  std::string text;
  for (const auto& [connection, client_] : clients_) {
    const std::string name = capitalised(client(connection));
    const std::string bytes = bytesInWords(client_.unread);
    if (!client_.accepted && client_.unread > 0) {
      text += fmt::format(
          " {} waits in the listener's queue, its {} in the kernel.", name,
          bytes);
    } else if (!client_.accepted) {
      text += fmt::format(" {} waits in the listener's queue.", name);
    } else if (client_.unread > 0) {
      text += fmt::format(" {}'s {} wait in the kernel.", name, bytes);
    }
  }
  return text;
}

bool World::spokeBeforeAccept(const std::string& connection) const {
  const auto found = clients_.find(connection);
  return found != clients_.end() && found->second.spokeBeforeAccept;
}

bool World::hasSpoken(const std::string& id) const {
  const auto found = clients_.find(connectionOf(id));
  return found != clients_.end() && found->second.spoke;
}

void World::apply(const Step& step) {
  if (isClient(step.lane)) {
    applyClient(step);
  } else {
    applyServer(step);
  }
}

void World::applyClient(const Step& step) {
  if (step.call == "connect") clients_[connectionOf(step.lane)] = {};
  if (step.call == "close") someClientLeft_ = true;
  if (step.call == "recv" && step.phase == Step::Phase::kEnter) {
    someClientLeft_ = false;
  }
  if (step.call == "send") {
    Client& client_ = clients_[connectionOf(step.lane)];
    client_.unread += step.bytes ? step.bytes->size() : 0;
    client_.spoke = true;
    client_.spokeBeforeAccept = !client_.accepted;
  }
}

void World::applyServer(const Step& step) {
  if (step.phase == Step::Phase::kEnter) {
    sleeping_[step.lane] = &step;
    return;
  }
  sleeping_.erase(step.lane);
  if (step.opens && step.opens->starts_with("conn-")) {
    newest_ = *step.opens;
    clients_[newest_].accepted = true;
  }
  if (!step.descriptor || !step.descriptor->starts_with("conn-")) return;
  if (step.call == "close") clients_.erase(*step.descriptor);
  const std::size_t taken = bytesTaken(step);
  if (taken > 0) {
    Client& client_ = clients_[*step.descriptor];
    client_.unread -= std::min(client_.unread, taken);
    client_.spokeBeforeAccept = false;
  }
}

}  // namespace oneloop::tracer
