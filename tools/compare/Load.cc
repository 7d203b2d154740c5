#include "tools/compare/Load.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace oneloop::compare {
namespace {

using enum Load::Kind;

constexpr std::size_t kKilobyte = 1024;

std::string bytes(std::size_t size) {
  if (size % (kKilobyte * kKilobyte) == 0) {
    return fmt::format("{} MB", size / kKilobyte / kKilobyte);
  }
  if (size % kKilobyte == 0) return fmt::format("{} KB", size / kKilobyte);
  return fmt::format("{} bytes", thousands(size));
}

Load pingPong(unsigned active) {
  return {.name = fmt::format("ping-pong-{}", active),
          .family = "ping-pong",
          .label = active == 1 ? "1 client" : thousands(active) + " clients",
          .active = active};
}

Load idle(unsigned silent) {
  return {.name = fmt::format("idle-{}", silent),
          .family = "idle",
          .label = thousands(silent) + " idle",
          .idle = silent};
}

// Of 10,000 connections, so many percent are active.
Load activity(unsigned percent) {
  constexpr unsigned kConnections = 10'000;
  const unsigned active = kConnections / 100 * percent;
  return {.name = fmt::format("activity-{}", percent),
          .family = "activity",
          .label = fmt::format("{} % active", percent),
          .active = active,
          .idle = kConnections - active};
}

Load large(std::size_t size) {
  return {.name = fmt::format("large-{}", size),
          .family = "large",
          .label = bytes(size),
          .size = size};
}

const std::vector<Load>& allLoads() {
  static const std::vector<Load> all{
      pingPong(1),
      pingPong(100),
      pingPong(1'000),
      idle(0),
      idle(100),
      idle(1'000),
      idle(10'000),
      activity(1),
      activity(100),
      large(16 * kKilobyte),
      large(kKilobyte * kKilobyte),
      {.name = "churn", .family = "churn", .label = "anew", .kind = kChurn},
      {.name = "slow",
       .family = "slow",
       .label = "10 slow",
       .kind = kSlowReaders,
       .slow = 10},
  };
  return all;
}

}  // namespace

unsigned Load::rate() const {
  if (kind == kChurn) return 0;
  if (size >= kKilobyte * kKilobyte) return 100;
  return size >= 16 * kKilobyte ? 2'000 : 10'000;
}

std::string Load::title() const {
  std::string text = kind == kChurn
                         ? fmt::format("{} that connect anew each time", active)
                         : fmt::format("{} active", thousands(active));
  if (idle > 0) text += fmt::format(" beside {} idle", thousands(idle));
  if (slow > 0) text += fmt::format(" beside {} slow readers", slow);
  return fmt::format("{}, {}", text, bytes(size));
}

std::vector<Load> findLoads(std::string_view name) {
  std::vector<Load> found;
  std::ranges::copy_if(
      allLoads(), std::back_inserter(found), [&](const Load& load) {
        return name == "all" || name == load.family || name == load.name;
      });
  if (found.empty()) {
    throw std::invalid_argument(
        fmt::format("no load '{}'; there are: {}, all", name, familyNames()));
  }
  return found;
}

std::string familyNames() {
  std::vector<std::string> names;
  for (const Load& load : allLoads()) {
    if (names.empty() || names.back() != load.family) {
      names.push_back(load.family);
    }
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

Load ownLoad(unsigned active, unsigned idle, std::size_t size) {
  return {.name = "own",
          .family = "own",
          .label = "own",
          .active = active,
          .idle = idle,
          .size = size};
}

std::string thousands(std::size_t number) {
  if (number < 1'000) return std::to_string(number);
  return fmt::format("{},{:03}", thousands(number / 1'000), number % 1'000);
}

}  // namespace oneloop::compare
