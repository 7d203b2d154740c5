#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/compare/Load.h"
#include "tools/compare/Measurement.h"
#include "tools/compare/Statistics.h"

namespace oneloop::compare {

/// Where a comparison was made. Numbers of two environments do not belong into
/// one table.
struct Environment {
  std::string processor;
  unsigned processors = 0;
  std::string kernel;
  std::string compiler;
  std::string commit;
  bool optimised = false;

  static Environment ofThisMachine();
  std::string toString() const;
  bool operator==(const Environment&) const = default;
};

/// The rounds of one server under one load, together.
struct Clock {
  Summary messagesPerSecond;
  Summary processorTime;  // of the server, in microseconds a message
  double serverBusy = 0;  // this and the following: medians of the rounds
  double clientBusy = 0;
  double late = 0;
  unsigned rounds = 0;

  /// In microseconds: the percentiles of each round, and of those the median.
  /// A pause of the machine in one round is not put down to the server that it
  /// happened to hit; what a server does in most rounds shows.
  struct Latency {
    double p50 = 0;
    double p99 = 0;
    double p999 = 0;           // of few messages, this is the worst of them
    std::size_t messages = 0;  // of all rounds
  };
  std::optional<Latency> latency;
};

/// Requires at least one round.
Clock together(const std::vector<Round>& rounds);

/// One server under one load: a cell of the tables. What is missing was not
/// measured, or `cannot` says why it cannot be.
struct Row {
  std::string server;
  std::vector<std::string> groups;
  std::string load;
  std::string cannot = {};
  Counts counts = {};
  std::optional<Clock> clock = {};
};

struct Results {
  Environment environment;
  double seconds = 0;
  unsigned rounds = 0;
  bool interrupted = false;
  std::vector<std::string> leftOut;  // "echo_libuv: libuv1-dev is missing"
  std::vector<Load> loads;
  std::vector<Row> rows;

  const Row* find(const std::string& server, const std::string& load) const;
  /// Each once, in the order of their first rows.
  std::vector<std::string> servers() const;
  std::vector<std::string> families() const;
  std::vector<Load> loadsOf(const std::string& family) const;
};

std::string toJson(const Results& results);
/// Throws std::runtime_error if `text` holds no results.
Results fromJson(const std::string& text);

/// Only the rows of these servers (names or groups) and these loads;
/// none means all.
Results only(Results results, const std::vector<std::string>& servers,
             const std::vector<Load>& loads);

/// All in one table. Throws std::runtime_error, with a line that names both
/// and the difference, if they were not measured in the same environment.
Results merge(const std::vector<Results>& parts);

}  // namespace oneloop::compare
