// ./tour doctor: what this machine has and lacks, and the command that mends
// it. The installing itself is done by the launcher, in bash.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "common/testing/Process.h"
#include "tools/tour/Arguments.h"
#include "tools/tour/Package.h"
#include "tools/tour/Terminal.h"
#include "tools/tour/commands.h"
#include "tools/tour/machine.h"

namespace oneloop::tour {
namespace {

using Versions = std::map<std::string, std::string>;

// One question for all packages. Elsewhere than on Debian: nothing.
Versions installedVersions(const std::vector<Package>& packages) {
  if (!testing::findProgram("dpkg-query")) return {};
  Words command{"dpkg-query", "--show", "--showformat",
                "${Package} ${Version}\n"};
  for (const Package& package : packages) command.push_back(package.name);
  testing::Process process(command);
  std::istringstream output(process.readRest());
  Versions versions;
  std::string name;
  std::string version;
  while (output >> name >> version) versions[name] = version;
  return versions;
}

std::vector<Package> printPackages(const std::vector<Package>& packages,
                                   const Terminal& terminal) {
  const Versions versions = installedVersions(packages);
  std::vector<Package> missing;
  std::string group;
  for (const Package& package : packages) {
    if (package.group != group) {
      fmt::print("{}{}\n", group.empty() ? "" : "\n",
                 terminal.heading("Packages: " + package.group));
      group = package.group;
    }
    std::string state = terminal.bad(fmt::format("{:<18}", "missing"));
    if (package.present()) {
      const auto known = versions.find(package.name);
      const auto version =
          known == versions.end() ? "present" : known->second.substr(0, 18);
      state = terminal.good(fmt::format("{:<18}", version));
    } else {
      missing.push_back(package);
    }
    fmt::print("  {:<20} {} {}\n", package.name, state, package.purpose);
  }
  return missing;
}

void printMachine(const Terminal& terminal) {
  fmt::print("\n{}\n", terminal.heading("This machine"));
  for (const auto& [subject, verdict, detail] : machine::examine()) {
    using Verdict = machine::Finding::Verdict;
    const std::string mark = verdict == Verdict::kWorks   ? terminal.good("yes")
                             : verdict == Verdict::kFails ? terminal.bad("no ")
                                                          : "   ";
    fmt::print("  {:<20} {} {}\n", subject, mark, detail.substr(0, 53));
  }
}

void printRemedy(const std::vector<Package>& missing) {
  std::vector<std::string> groups;
  for (const Package& package : missing) {
    if (groups.empty() || groups.back() != package.group) {
      groups.push_back(package.group);
    }
  }
  if (groups.empty()) return fmt::print("Nothing is missing.\n");
  fmt::print("To install what is missing:\n");
  if (groups.size() > 1) groups = {"all"};
  fmt::print("  ./tour doctor --install {}\n", groups.front());
}

}  // namespace

int doctor(const std::filesystem::path& root, const Words& words) {
  std::string install;
  Arguments arguments(
      "doctor",
      "What this machine has and lacks. Exit status 0 if all of the "
      "group core is here.");
  arguments.option("--install", install, "GROUP",
                   "install a group first; without a name, all of them");
  if (!arguments.parse(words)) return 0;

  const auto packages = readPackages(root / "tools" / "packages.txt");
  const Terminal terminal;
  const auto missing = printPackages(packages, terminal);
  printMachine(terminal);
  fmt::print("\n");
  printRemedy(missing);
  const bool ready = std::ranges::none_of(
      missing, [](const Package& package) { return package.group == "core"; });
  return ready ? 0 : 1;
}

}  // namespace oneloop::tour
