#include "tools/compare/Metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace oneloop::compare {
namespace {

using Number = std::optional<double>;

// A number of the counts.
auto counted(std::optional<double> Counts::*field) {
  return [field](const Row& row) { return row.counts.*field; };
}

// A number of the clock.
template <typename Get>
auto timed(Get get) {
  return [get](const Row& row) {
    return row.clock ? Number(get(*row.clock)) : Number();
  };
}

template <typename Get>
auto latency(Get get) {
  return [get](const Row& row) {
    return row.clock && row.clock->latency ? Number(get(*row.clock->latency))
                                           : Number();
  };
}

Number kilobytes(const Row& row) {
  if (!row.counts.memory) return {};
  return *row.counts.memory / 1024;
}

}  // namespace

const std::vector<Metric>& metrics() {
  using Latency = Clock::Latency;
  static const std::vector<Metric> all{
      {"systemCalls", "system calls a message", 2, true,
       counted(&Counts::systemCalls)},
      {"listBytes",
       "bytes handed to the kernel a message, to say what to watch", 0, true,
       counted(&Counts::listBytes)},
      {"contextSwitches", "context switches a message", 2, false,
       counted(&Counts::contextSwitches)},
      {"instructions", "instructions of the program a message", 0, true,
       counted(&Counts::instructions)},
      {"memory", "KB of memory a client", 2, false, kilobytes},
      {"descriptors", "open descriptors", 0, false,
       counted(&Counts::descriptors)},
      {"threads", "threads", 0, false, counted(&Counts::threads)},
      {"processorTime", "processor time of the server a message, µs: the least",
       2, true, timed([](const Clock& c) { return c.processorTime.minimum; })},
      {"processorTimeMedian", "the same: the median of the rounds", 2, false,
       timed([](const Clock& c) { return c.processorTime.median; })},
      {"processorTimeSpread", "the same: the largest is so many % above", 0,
       false,
       timed([](const Clock& c) { return c.processorTime.spread() * 100; })},
      {"messagesPerSecond", "messages a second: the median", 0, false,
       timed([](const Clock& c) { return c.messagesPerSecond.median; })},
      {"serverBusy", "of the time, the server had a processor, %", 0, false,
       timed([](const Clock& c) { return c.serverBusy * 100; })},
      {"clientBusy", "and the clients, %", 0, false,
       timed([](const Clock& c) { return c.clientBusy * 100; })},
      {"p50", "latency at a fixed rate, µs: half of the messages are faster", 0,
       true, latency([](const Latency& l) { return l.p50; })},
      {"p99", "latency at a fixed rate, µs: 99 % of the messages are faster", 0,
       true, latency([](const Latency& l) { return l.p99; })},
      {"p99.9", "the same, 99.9 %", 0, false,
       latency([](const Latency& l) { return l.p999; })},
  };
  return all;
}

const Metric& metric(std::string_view key) {
  const auto found = std::ranges::find(metrics(), key, &Metric::key);
  if (found != metrics().end()) return *found;
  std::string names;
  for (const Metric& one : metrics()) names += " " + one.key;
  throw std::invalid_argument(
      fmt::format("no metric is called {}; there are:{}", key, names));
}

}  // namespace oneloop::compare
