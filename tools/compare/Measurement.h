#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tools/compare/Crowd.h"
#include "tools/compare/Load.h"
#include "tools/compare/Server.h"

namespace oneloop::compare {

/// Where and how long to measure.
struct Settings {
  std::filesystem::path bin;  // the folder of all programs
  double seconds = 0.1;       // of each phase: closed loop, open loop
  unsigned rounds = 0;        // 0: as many as there is time for, at most 3
  int serverCore = 0;
  int clientCore = 0;  // the same if there is only one
};

/// What repeats on any machine: counts, a message where that makes sense.
/// A count that could not be taken is missing.
struct Counts {
  std::optional<double> systemCalls;
  std::optional<double> contextSwitches;
  std::optional<double> listBytes;     // see CallLog.h
  std::optional<double> instructions;  // in user space
  std::optional<double> memory;        // bytes of RAM that a client takes
  std::optional<double> descriptors;
  std::optional<double> threads;
};

/// What the clock says, in one round.
struct Round {
  double messagesPerSecond = 0;
  double processorTime = 0;  // of the server, in microseconds a message
  double serverBusy = 0;     // 1: it had a processor all the time
  double clientBusy = 0;     // the same for the load generator
  std::vector<double> latencies = {};  // in microseconds; not for all loads
  double late = 0;  // how late the generator sent, in microseconds: the median
};

using Interrupt = std::function<bool()>;

/// Each starts the server, connects the clients, measures and stops it. They
/// throw Refused if the server cannot do it, Interrupted if the user wants no
/// more, testing::Failure if it does not even start.
Counts count(const Server& server, const Load& load, const Settings& settings,
             const Interrupt& interrupted);
Round time(const Server& server, const Load& load, const Settings& settings,
           const Interrupt& interrupted);

/// Under callgrind; takes seconds.
double instructionsAMessage(const Server& server, const Load& load,
                            const Settings& settings,
                            const Interrupt& interrupted);

/// The instructions in the last line "totals: N" of what callgrind wrote.
std::uint64_t callgrindTotal(const std::string& output);

}  // namespace oneloop::compare
