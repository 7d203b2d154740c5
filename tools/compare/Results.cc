#include "tools/compare/Results.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "common/testing/environment.h"

namespace oneloop::compare {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

// The same list writes and reads, so that neither forgets a field.
template <typename Count, typename Visit>
void eachCount(Count& counts, Visit visit) {
  visit("systemCalls", counts.systemCalls);
  visit("contextSwitches", counts.contextSwitches);
  visit("listBytes", counts.listBytes);
  visit("instructions", counts.instructions);
  visit("memory", counts.memory);
  visit("descriptors", counts.descriptors);
  visit("threads", counts.threads);
}

Json toJson(const Summary& summary) {
  return {{"minimum", summary.minimum},
          {"median", summary.median},
          {"maximum", summary.maximum},
          {"spread", summary.spread()}};
}

Summary summaryFrom(const Json& json) {
  return {json.at("minimum"), json.at("median"), json.at("maximum")};
}

Json toJson(const Clock& clock) {
  Json json{{"rounds", clock.rounds},
            {"messagesPerSecond", toJson(clock.messagesPerSecond)},
            {"processorTime", toJson(clock.processorTime)},
            {"serverBusy", clock.serverBusy},
            {"clientBusy", clock.clientBusy},
            {"late", clock.late}};
  if (clock.latency) {
    json["latency"] = {{"messages", clock.latency->messages},
                       {"p50", clock.latency->p50},
                       {"p99", clock.latency->p99},
                       {"p99.9", clock.latency->p999}};
  }
  return json;
}

Clock clockFrom(const Json& json) {
  Clock clock{summaryFrom(json.at("messagesPerSecond")),
              summaryFrom(json.at("processorTime")),
              json.at("serverBusy"),
              json.at("clientBusy"),
              json.at("late"),
              json.at("rounds"),
              {}};
  if (json.contains("latency")) {
    const Json& latency = json["latency"];
    clock.latency = {latency.at("p50"), latency.at("p99"), latency.at("p99.9"),
                     latency.at("messages")};
  }
  return clock;
}

Json toJson(const Load& load) {
  return {{"name", load.name},   {"family", load.family},
          {"label", load.label}, {"title", load.title()},
          {"kind", load.kind},   {"active", load.active},
          {"idle", load.idle},   {"slow", load.slow},
          {"size", load.size},   {"rate", load.rate()}};
}

Load loadFrom(const Json& json) {
  return {.name = json.at("name"),
          .family = json.at("family"),
          .label = json.at("label"),
          .kind = json.at("kind"),
          .active = json.at("active"),
          .idle = json.at("idle"),
          .slow = json.at("slow"),
          .size = json.at("size")};
}

Json toJson(const Row& row) {
  Json json{{"server", row.server}, {"groups", row.groups}, {"load", row.load}};
  if (!row.cannot.empty()) json["cannot"] = row.cannot;
  eachCount(row.counts, [&](const char* key, const auto& value) {
    if (value) json["counts"][key] = *value;
  });
  if (row.clock) json["clock"] = toJson(*row.clock);
  return json;
}

Row rowFrom(const Json& json) {
  Row row;
  row.server = json.at("server");
  row.groups = json.at("groups");
  row.load = json.at("load");
  row.cannot = json.value("cannot", "");
  const Json counts = json.value("counts", Json::object());
  eachCount(row.counts, [&](const char* key, auto& value) {
    if (counts.contains(key)) value = counts[key].get<double>();
  });
  if (json.contains("clock")) row.clock = clockFrom(json["clock"]);
  return row;
}

template <typename Value>
void addOnce(std::vector<Value>& values, const Value& value) {
  if (std::ranges::find(values, value) == values.end()) {
    values.push_back(value);
  }
}

Summary summaryOf(const std::vector<Round>& rounds, double Round::*field) {
  std::vector<double> values(rounds.size());
  std::ranges::transform(rounds, values.begin(),
                         [&](const Round& round) { return round.*field; });
  return summarise(values);
}

double medianOf(const std::vector<Round>& rounds, double Round::*field) {
  return summaryOf(rounds, field).median;
}

double medianPercentile(const std::vector<Round>& rounds, double percent) {
  std::vector<double> values;
  for (const Round& round : rounds) {
    if (round.latencies.empty()) continue;
    values.push_back(percentile(round.latencies, percent));
  }
  return summarise(values).median;
}

std::optional<Clock::Latency> latencyOf(const std::vector<Round>& rounds) {
  std::size_t messages = 0;
  for (const Round& round : rounds) messages += round.latencies.size();
  if (messages == 0) return {};
  return Clock::Latency{medianPercentile(rounds, 50),
                        medianPercentile(rounds, 99),
                        medianPercentile(rounds, 99.9), messages};
}

}  // namespace

Environment Environment::ofThisMachine() {
  return {testing::processorName(), std::thread::hardware_concurrency(),
          testing::kernelVersion(), testing::compilerName(),
          testing::commitName(),    testing::isOptimised()};
}

std::string Environment::toString() const {
  return fmt::format("{} ({} processors), Linux {}, {}{}, commit {}", processor,
                     processors, kernel, compiler,
                     optimised ? "" : ", not optimised", commit);
}

Clock together(const std::vector<Round>& rounds) {
  Clock clock{summaryOf(rounds, &Round::messagesPerSecond),
              summaryOf(rounds, &Round::processorTime),
              medianOf(rounds, &Round::serverBusy),
              medianOf(rounds, &Round::clientBusy),
              medianOf(rounds, &Round::late),
              static_cast<unsigned>(rounds.size()),
              {}};
  clock.latency = latencyOf(rounds);
  return clock;
}

const Row* Results::find(const std::string& server,
                         const std::string& load) const {
  const auto found = std::ranges::find_if(rows, [&](const Row& row) {
    return row.server == server && row.load == load;
  });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<std::string> Results::servers() const {
  std::vector<std::string> names;
  for (const Row& row : rows) addOnce(names, row.server);
  return names;
}

std::vector<std::string> Results::families() const {
  std::vector<std::string> names;
  for (const Load& load : loads) addOnce(names, load.family);
  return names;
}

std::vector<Load> Results::loadsOf(const std::string& family) const {
  std::vector<Load> found;
  std::ranges::copy_if(loads, std::back_inserter(found),
                       [&](const Load& load) { return load.family == family; });
  return found;
}

std::string toJson(const Results& results) {
  const Environment& machine = results.environment;
  Json json{{"version", kVersion},
            {"environment",
             {{"cpu", machine.processor},
              {"processors", machine.processors},
              {"kernel", machine.kernel},
              {"compiler", machine.compiler},
              {"commit", machine.commit},
              {"optimised", machine.optimised}}},
            {"seconds", results.seconds},
            {"rounds", results.rounds},
            {"interrupted", results.interrupted},
            {"leftOut", results.leftOut},
            {"loads", Json::array()},
            {"rows", Json::array()}};
  for (const Load& load : results.loads) json["loads"].push_back(toJson(load));
  for (const Row& row : results.rows) json["rows"].push_back(toJson(row));
  return json.dump(1) + "\n";
}

Results fromJson(const std::string& text) try {
  const Json json = Json::parse(text);
  if (json.at("version") != kVersion) {
    throw std::runtime_error("results of another version");
  }
  const Json& machine = json.at("environment");
  Results results;
  results.environment = {machine.at("cpu"),    machine.at("processors"),
                         machine.at("kernel"), machine.at("compiler"),
                         machine.at("commit"), machine.at("optimised")};
  results.seconds = json.at("seconds");
  results.rounds = json.at("rounds");
  results.interrupted = json.at("interrupted");
  results.leftOut = json.at("leftOut");
  for (const Json& load : json.at("loads")) {
    results.loads.push_back(loadFrom(load));
  }
  for (const Json& row : json.at("rows")) results.rows.push_back(rowFrom(row));
  return results;
} catch (const Json::exception& error) {
  throw std::runtime_error(
      fmt::format("these are no results of a comparison: {}", error.what()));
}

Results only(Results results, const std::vector<std::string>& servers,
             const std::vector<Load>& loads) {
  const auto wantedServer = [&](const Row& row) {
    return servers.empty() ||
           std::ranges::any_of(servers, [&](const std::string& word) {
             return word == row.server ||
                    std::ranges::find(row.groups, word) != row.groups.end();
           });
  };
  const auto wantedLoad = [&](const std::string& name) {
    return loads.empty() ||
           std::ranges::find(loads, name, &Load::name) != loads.end();
  };
  std::erase_if(results.loads,
                [&](const Load& load) { return !wantedLoad(load.name); });
  std::erase_if(results.rows, [&](const Row& row) {
    return !wantedServer(row) || !wantedLoad(row.load);
  });
  return results;
}

Results merge(const std::vector<Results>& parts) {
  Results all = parts.at(0);
  for (const Results& part : parts) {
    if (part.environment != all.environment) {
      throw std::runtime_error(fmt::format(
          "results of different machines or commits do not go into one table: "
          "'{}' and '{}'",
          all.environment.toString(), part.environment.toString()));
    }
    for (const Load& load : part.loads) {
      const bool known = std::ranges::any_of(
          all.loads, [&](const Load& one) { return one.name == load.name; });
      if (!known) all.loads.push_back(load);
    }
    for (const Row& row : part.rows) {
      if (!all.find(row.server, row.load)) all.rows.push_back(row);
    }
    all.interrupted = all.interrupted || part.interrupted;
  }
  return all;
}

}  // namespace oneloop::compare
