#include "tools/compare/Comparison.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cmath>
#include <exception>
#include <tuple>

namespace oneloop::compare {
namespace {

std::size_t descriptorLimit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

// Why this machine does not allow it, if it does not.
std::string lacksDescriptors(const Server& server, const Load& load) {
  constexpr std::size_t kOwn = 50;
  const std::size_t needed =
      std::size_t{load.connections()} * server.descriptors + kOwn;
  if (needed <= descriptorLimit()) return {};
  return fmt::format("needs {} descriptors, RLIMIT_NOFILE allows {}",
                     thousands(needed), thousands(descriptorLimit()));
}

std::string minutes(double seconds) {
  const long whole = std::lround(seconds);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

Comparison::Comparison(std::vector<Server> servers, std::vector<Load> loads,
                       Settings settings, CountsInstructions countsInstructions)
    : servers_(std::move(servers)),
      loads_(std::move(loads)),
      settings_(std::move(settings)),
      countsInstructions_(std::move(countsInstructions)) {
  for (const Load& load : loads_) {
    for (const Server& server : servers_) {
      Row row{.server = server.name,
              .groups = server.groups,
              .load = load.name,
              .cannot =
                  server.cannot(load).value_or(lacksDescriptors(server, load))};
      cells_.push_back({server, load, std::move(row), {}});
    }
  }
  secondsLeft_ = secondsOfAll(settings_.rounds);
}

// What starting and connecting take was found by trying.
double Comparison::secondsOf(const Cell& cell) const {
  if (!cell.row.cannot.empty()) return 0;
  constexpr double kStart = 0.05;
  constexpr double kConnection = 90e-6;
  return kStart + kConnection * cell.load.connections() +
         settings_.seconds * 2.2;
}

// The round that counts comes first, and has strace to wait for.
double Comparison::secondsOfAll(unsigned rounds) const {
  constexpr double kTraced = 0.15;
  double seconds = 0;
  for (const Cell& cell : cells_) {
    if (!cell.row.cannot.empty()) continue;
    seconds += secondsOf(cell) * (rounds + 1) + kTraced;
  }
  return seconds;
}

void Comparison::chooseRounds(std::chrono::seconds limit) {
  if (settings_.rounds > 0) return;
  settings_.rounds = 3;
  while (settings_.rounds > 1 &&
         secondsOfAll(settings_.rounds) > static_cast<double>(limit.count())) {
    --settings_.rounds;
  }
  secondsLeft_ = secondsOfAll(settings_.rounds);
}

std::chrono::seconds Comparison::estimate() const {
  return std::chrono::seconds(std::lround(std::ceil(secondsLeft_)));
}

Results Comparison::run(const Interrupt& interrupted,
                        const std::function<void(const std::string&)>& tell) {
  Results results;
  try {
    for (unsigned i = 0; i <= settings_.rounds; ++i) {
      round(i, interrupted, tell);
    }
  } catch (const Interrupted&) {
    results.interrupted = true;
  }
  results.environment = Environment::ofThisMachine();
  results.seconds = settings_.seconds;
  results.rounds = settings_.rounds;
  results.loads = loads_;
  for (Cell& cell : cells_) {
    if (!cell.rounds.empty()) cell.row.clock = together(cell.rounds);
    results.rows.push_back(std::move(cell.row));
  }
  return results;
}

void Comparison::round(unsigned number, const Interrupt& interrupted,
                       const std::function<void(const std::string&)>& tell) {
  for (Cell& cell : cells_) {
    if (!cell.row.cannot.empty()) continue;
    const std::string what =
        number == 0 ? "counting"
                    : fmt::format("round {} of {}", number, settings_.rounds);
    tell(fmt::format("{}, {}: {}; {} left", what, cell.load.name,
                     cell.server.name, minutes(secondsLeft_)));
    measure(cell, number, interrupted);
    secondsLeft_ -= secondsOf(cell);
  }
}

void Comparison::measure(Cell& cell, unsigned number,
                         const Interrupt& interrupted) const {
  const auto& [server, load] = std::tie(cell.server, cell.load);
  try {
    if (number > 0) {
      cell.rounds.push_back(time(server, load, settings_, interrupted));
      return;
    }
    cell.row.counts = count(server, load, settings_, interrupted);
    if (countsInstructions_(server, load)) {
      cell.row.counts.instructions =
          instructionsAMessage(server, load, settings_, interrupted);
    }
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    // Ctrl-C reaches the server, too.
    if (interrupted()) throw Interrupted();
    cell.row.cannot = error.what();
  }
}

}  // namespace oneloop::compare
