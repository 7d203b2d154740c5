#include "tools/compare/Options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <stdexcept>

namespace oneloop::compare {
namespace {

// What the user can say about a load of their own.
struct Own {
  unsigned connections = 0;
  unsigned active = 0;
  unsigned idle = 0;
  std::size_t size = 0;

  bool asked() const { return connections + active + idle + size > 0; }

  Load load() const {
    constexpr unsigned kActive = 10;
    unsigned talking = active > 0 ? active : kActive;
    if (active == 0 && idle == 0 && connections > 0) talking = connections;
    if (active == 0 && connections > idle && idle > 0) {
      talking = connections - idle;
    }
    const unsigned silent =
        connections > talking ? connections - talking : idle;
    if (connections > 0 && talking + silent != connections) {
      throw std::invalid_argument(
          fmt::format("{} active and {} idle are not {} connections", talking,
                      silent, connections));
    }
    return ownLoad(talking, silent, size > 0 ? size : 64);
  }
};

}  // namespace

bool parse(const std::vector<std::string>& words, Options& options) {
  std::vector<std::string> loads;
  Own own;
  bool list = false;
  bool targets = false;
  CLI::App app(
      "Runs servers under the same loads and prints what each costs.\n"
      "With no options: the models of Part I, within three minutes.",
      "./tour compare");
  app.add_option("--servers", options.servers,
                 "names, or groups: models, layers, libraries, triggers; see "
                 "--list")
      ->delimiter(',');
  app.add_option("--loads", loads,
                 fmt::format("names, or families: {}, all", familyNames()))
      ->delimiter(',');
  app.add_option("--connections", own.connections, "a load of your own: all");
  app.add_option("--active", own.active, "of them, how many send");
  app.add_option("--idle", own.idle, "of them, how many are silent");
  app.add_option("--size", own.size, "bytes of a message");
  app.add_option("--seconds", options.settings.seconds, "of each measurement")
      ->check(CLI::Range(0.01, 60.0))
      ->capture_default_str();
  app.add_option("--rounds", options.settings.rounds,
                 "repetitions; else three, or fewer if that takes minutes")
      ->check(CLI::Range(1, 100));
  app.add_flag("--instructions", options.instructions,
               "count the program's instructions, too, with valgrind: minutes");
  app.add_flag("--details", options.details, "print every number");
  app.add_option("--metric", options.metric,
                 "print this number only, by its name in results.json");
  app.add_flag("--verdicts", options.verdicts, "print only what they say");
  app.add_flag("--book", options.book, "measure all that the book shows");
  app.add_option("--show", options.files,
                 "measure nothing; print the results in these files")
      ->type_name("FILE");
  app.add_flag("--list", list, "print the servers and the loads");
  app.add_option("--out", options.out, "folder for results.json and charts");
  app.add_flag("--targets", targets)->group("");
  app.add_option("--bin", options.settings.bin)->group("");
  app.add_option("--root", options.root)->group("");
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return false;
  } catch (const CLI::ParseError& error) {
    throw std::invalid_argument(fmt::format("{} (try --help)", error.what()));
  }
  if (own.asked()) options.loads.push_back(own.load());
  if (options.book) {
    if (options.servers.empty())
      options.servers = {"models", "layers", "libraries"};
    if (loads.empty()) loads = {"all"};
  }
  const bool show = !options.files.empty();
  if (options.servers.empty() && !show) options.servers = {"models"};
  if (loads.empty() && !own.asked() && !show) loads = {"idle", "activity"};
  for (const std::string& name : loads) {
    for (const Load& load : findLoads(name)) options.loads.push_back(load);
  }
  if (list) options.task = Options::Task::kList;
  if (targets) options.task = Options::Task::kTargets;
  if (show) options.task = Options::Task::kShow;
  return true;
}

}  // namespace oneloop::compare
