#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/compare/Load.h"
#include "tools/compare/Measurement.h"
#include "tools/compare/Results.h"
#include "tools/compare/Server.h"

namespace oneloop::compare {

/// Runs servers under loads: first a round that counts, then rounds that take
/// the time. In each round every load meets every server, one after the other,
/// so that what disturbs the machine for a while disturbs all of them.
class Comparison {
 public:
  /// Of which server, under which load: with valgrind, so it takes seconds.
  using CountsInstructions = std::function<bool(const Server&, const Load&)>;

  Comparison(std::vector<Server> servers, std::vector<Load> loads,
             Settings settings, CountsInstructions countsInstructions);

  /// If the settings leave it open, chooses so many rounds that all is done in
  /// `limit`: three, two, or one.
  void chooseRounds(std::chrono::seconds limit);

  /// What it will take, roughly.
  std::chrono::seconds estimate() const;

  /// `tell` gets a line about what is being done now. Ends early if
  /// `interrupted` says so, with what has been measured until then.
  Results run(const Interrupt& interrupted,
              const std::function<void(const std::string&)>& tell);

 private:
  struct Cell {
    const Server& server;
    const Load& load;
    Row row;
    std::vector<Round> rounds;
  };

  void round(unsigned number, const Interrupt& interrupted,
             const std::function<void(const std::string&)>& tell);
  void measure(Cell& cell, unsigned number, const Interrupt& interrupted) const;
  double secondsOf(const Cell& cell) const;  // of one round
  double secondsOfAll(unsigned rounds) const;

  const std::vector<Server> servers_;
  const std::vector<Load> loads_;
  Settings settings_;
  const CountsInstructions countsInstructions_;
  std::vector<Cell> cells_;
  double secondsLeft_ = 0;
};

}  // namespace oneloop::compare
