// Runs servers under the same loads and prints one table. ./tour compare builds
// what it needs, and starts it. Its parts are in tools/compare: Load and Server
// say what is compared, Crowd is the load generator, Measurement measures one
// server under one load, Comparison does so for all, Results keeps the numbers,
// Table and Chart show them.

#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "common/StopSignal.h"
#include "common/log.h"
#include "common/testing/Process.h"
#include "common/testing/descriptorLimit.h"
#include "tools/compare/Chart.h"
#include "tools/compare/Comparison.h"
#include "tools/compare/Metric.h"
#include "tools/compare/Options.h"
#include "tools/compare/Results.h"
#include "tools/compare/Server.h"
#include "tools/compare/Table.h"
#include "tools/tour/Terminal.h"

namespace oneloop::compare {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Ten clients that talk: the load of the table of layers in chapter 11.
constexpr const char* kLayerLoad = "idle-0";

std::string readAll(const fs::path& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw std::runtime_error(fmt::format("cannot read {}", file.string()));
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream stream(file);
  stream << text;
  if (!stream.flush()) {
    throw std::runtime_error(fmt::format("cannot write {}", file.string()));
  }
  fmt::print("wrote {}\n", file.string());
}

// The first two processors that this process may use.
void chooseCores(Settings& settings) {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE && cores.size() < 2; ++core) {
    if (CPU_ISSET(static_cast<std::size_t>(core), &allowed)) {
      cores.push_back(core);
    }
  }
  if (cores.empty()) return;
  settings.clientCore = cores.front();
  settings.serverCore = cores.back();
}

// Takes away those that are not built, and says why.
std::vector<std::string> leaveOut(std::vector<Server>& servers,
                                  const fs::path& bin) {
  std::vector<std::string> left;
  std::erase_if(servers, [&](const Server& server) {
    if (fs::exists(server.program(bin))) return false;
    left.push_back(server.package.empty()
                       ? server.name + " is not built"
                       : fmt::format("{}: {} is not installed", server.name,
                                     server.package));
    return true;
  });
  return left;
}

void list(const Options& options) {
  for (const Server& server : readServers(options.root / "chapters")) {
    fmt::print("{:32} {:20} {}\n", server.name,
               fmt::format("{}", fmt::join(server.groups, ", ")),
               server.chapter);
  }
  fmt::print("\n");
  for (const Load& load : findLoads("all")) {
    fmt::print("{:32} {}\n", load.name, load.title());
  }
}

std::string report(const Results& results, const Options& options) {
  std::string text = fmt::format(
      "{}\n{} rounds of {} s, server and clients on {}.\n",
      results.environment.toString(), results.rounds, results.seconds,
      results.environment.processors > 1 ? "a processor each"
                                         : "the same processor");
  if (!results.environment.optimised) {
    text += "This build is not optimised: believe the counts only.\n";
  }
  for (const std::string& server : results.leftOut) {
    text += fmt::format("left out: {}\n", server);
  }
  text += "\n";
  if (!options.metric.empty()) {
    text += tablesOf(results, metric(options.metric));
  } else {
    if (!options.verdicts) text += tables(results, options.details);
    text += verdicts(results);
  }
  if (results.interrupted) {
    text += "\nInterrupted: this is what was measured until then.\n";
  }
  return text;
}

void draw(const Results& results, const fs::path& folder) {
  if (!testing::findProgram("gnuplot")) {
    fmt::print("no charts: gnuplot is not installed (gnuplot-nox)\n");
    return;
  }
  fs::create_directories(folder);
  for (const fs::path& chart : drawCharts(results, folder)) {
    fmt::print("wrote {}\n", chart.string());
  }
}

// What the book shows instructions of: to count them takes seconds a server.
bool inLayerTable(const Server& server, const Load& load) {
  const auto in = [&server](const char* group) {
    return std::ranges::find(server.groups, group) != server.groups.end();
  };
  return load.name == kLayerLoad && (in("layers") || in("libraries"));
}

// The outputs are what --show prints: tools/record --check compares them.
void keepForTheBook(const Results& results, const fs::path& book) {
  write(book / "data" / "compare.json", toJson(results));
  Options options;
  write(book / "outputs" / "08-idle.txt",
        report(only(results, {"models"}, findLoads("idle")), options));
  options.verdicts = true;
  write(book / "outputs" / "08-verdicts.txt",
        report(only(results, {"models"}, {}), options));
  write(book / "outputs" / "08-libraries.txt",
        report(only(results, {"libraries"}, {}), options));
  options.metric = "instructions";
  write(book / "outputs" / "11-layers.txt",
        report(only(results, {"layers"}, findLoads(kLayerLoad)), options));
}

int measure(const Options& options) {
  const StopSignal stop;
  std::vector<Server> servers =
      selectServers(readServers(options.root / "chapters"), options.servers);
  const auto left = leaveOut(servers, options.settings.bin);
  if (servers.empty()) throw std::runtime_error("no server is left to compare");

  const tour::Terminal terminal;
  Comparison comparison(servers, options.loads, options.settings,
                        [&options](const Server& server, const Load& load) {
                          return options.instructions ||
                                 (options.book && inLayerTable(server, load));
                        });
  comparison.chooseRounds(options.book ? 280s : 165s);
  fmt::print("{} servers under {} loads: about {} s. Ctrl-C ends it early.\n\n",
             servers.size(), options.loads.size(),
             comparison.estimate().count());
  std::fflush(stdout);
  Results results = comparison.run(
      [&stop] { return stop.requested(); },
      [&terminal](const std::string& what) { terminal.progress(what); });
  terminal.clearProgress();
  results.leftOut = left;
  fmt::print("{}\n", report(results, options));
  if (options.book && !results.interrupted) {
    keepForTheBook(results, options.root / "book");
  } else {
    write(options.out / "results.json", toJson(results));
    draw(results, options.out);
  }
  return results.interrupted ? 130 : 0;
}

int run(const std::vector<std::string>& words) {
  Options options;
  options.root = fs::current_path();
  // Its own folder is bin/08-side-by-side.
  options.settings.bin =
      fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  if (!parse(words, options)) return 0;
  if (!options.metric.empty()) metric(options.metric);  // or say what is wrong
  if (options.out.empty()) options.out = options.root / "build" / "compare";
  ::prctl(PR_SET_TIMERSLACK, 1);  // sleep no longer than asked for
  testing::raiseDescriptorLimit();
  chooseCores(options.settings);
  switch (options.task) {
    case Options::Task::kList:
      list(options);
      return 0;
    case Options::Task::kTargets:
      for (const Server& server : selectServers(
               readServers(options.root / "chapters"), options.servers)) {
        fmt::print("{}\n", server.target());
      }
      return 0;
    case Options::Task::kShow: {
      std::vector<Results> parts;
      for (const auto& file : options.files) {
        parts.push_back(fromJson(readAll(file)));
      }
      fmt::print(
          "{}",
          report(only(merge(parts), options.servers, options.loads), options));
      return 0;
    }
    default:
      return measure(options);
  }
}

}  // namespace
}  // namespace oneloop::compare

int main(int argc, char** argv) {
  try {
    return oneloop::compare::run({argv + 1, argv + argc});
  } catch (const std::invalid_argument& error) {
    oneloop::log(error.what());
    return 2;
  } catch (const std::exception& error) {
    oneloop::log(error.what());
    return 1;
  }
}
