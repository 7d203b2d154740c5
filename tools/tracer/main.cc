// tracer: what the book's figures replay, recorded.

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "common/testing/descriptorLimit.h"
#include "common/testing/environment.h"
#include "tools/tracer/programTrace.h"
#include "tools/tracer/record.h"
#include "tools/tracer/triggers.h"
#include "tools/tracer/waitCost.h"

namespace {

using namespace oneloop::tracer;

void writeTo(const std::string& file, const std::string& text) {
  if (file.empty()) {
    fmt::print("{}", text);
    return;
  }
  std::ofstream stream(file);
  stream << text;
  stream.close();
  if (!stream) throw std::system_error(errno, std::generic_category(), file);
}

std::string readAll(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) throw std::system_error(errno, std::generic_category(), file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Trace recordLevelAndEdge() {
  return recordTriggers(ownFolder() + "/level_edge");
}

Trace recordAgain(const Trace& trace) {
  if (isProgramTrace(trace)) return recordProgram(requestOf(trace));
  return trace.rounds.empty() ? record(requestOf(trace)) : recordLevelAndEdge();
}

// Records each trace again, and keeps what differs if it is to. Returns how
// many differ, and says where.
int checkFiles(const std::vector<std::string>& files, bool keep) {
  int differing = 0;
  for (const auto& file : files) {
    const Trace recorded = fromJson(readAll(file));
    const Trace now = recordAgain(recorded);
    const auto lines = differences(recorded, now);
    fmt::print("{}: {}\n", file, lines.empty() ? "as recorded" : "differs");
    for (const auto& line : lines) fmt::print("  {}\n", line);
    differing += lines.empty() ? 0 : 1;
    if (keep && !lines.empty()) writeTo(file, toJson(now));
  }
  return differing;
}

void cost(const std::string& out) {
  if (!oneloop::testing::isOptimised()) {
    throw std::runtime_error(
        "this build is not optimised: measure with the preset release");
  }
  oneloop::testing::raiseDescriptorLimit();
  // What we have inherited would change how high the descriptors get.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  std::vector<WaitCost> costs;
  for (const auto& [watched, ready] : waitCostPlan()) {
    fmt::print(stderr, "measuring: {} watched, {} ready\n", watched, ready);
    std::ranges::copy(measureWaits(watched, ready), std::back_inserter(costs));
  }
  writeTo(out, waitCostsToJson(costs));
}

int run(int argc, char** argv) {
  CLI::App app{"Records what the book's figures replay."};
  app.require_subcommand(1);
  std::string out;
  const auto addOut = [&out](CLI::App& command) {
    command.add_option("--out", out, "the file to write (default: stdout)");
  };

  Request request;
  CLI::App& recordCommand = *app.add_subcommand(
      "record", "play the story of two clients with a chapter's server");
  recordCommand.add_option("CHAPTER", request.chapter, "such as 05-epoll")
      ->required();
  recordCommand
      .add_option("PROGRAM", request.program,
                  "its name, as built beside the tracer, or a path")
      ->required();
  recordCommand.add_option("ARGS", request.arguments,
                           "arguments for it, after --");
  addOut(recordCommand);

  CLI::App& programCommand = *app.add_subcommand(
      "program", "run a chapter's program that is no server, to its end");
  programCommand.add_option("CHAPTER", request.chapter, "such as 12-wakeup")
      ->required();
  programCommand.add_option("PROGRAM", request.program, "its name")->required();
  addOut(programCommand);

  CLI::App& triggersCommand = *app.add_subcommand(
      "triggers", "level against edge triggering, on a pipe");
  addOut(triggersCommand);

  CLI::App& costCommand = *app.add_subcommand(
      "cost", "measure select, poll and epoll_wait (release build)");
  addOut(costCommand);

  std::vector<std::string> files;
  CLI::App& checkCommand = *app.add_subcommand(
      "check", "record again and compare; exit status 1 if they differ");
  checkCommand.add_option("FILE", files, "recorded traces")->required();
  CLI::App& updateCommand =
      *app.add_subcommand("update", "record again, and keep those that differ");
  updateCommand.add_option("FILE", files, "recorded traces")->required();

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "tracer: {}\n", error.what());
    return 2;
  }
  if (recordCommand) writeTo(out, toJson(record(request)));
  if (programCommand) writeTo(out, toJson(recordProgram(request)));
  if (triggersCommand) writeTo(out, toJson(recordLevelAndEdge()));
  if (costCommand) cost(out);
  if (updateCommand) checkFiles(files, true);
  return checkCommand && checkFiles(files, false) > 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tracer: %s\n", error.what());
    return 1;
  }
}
