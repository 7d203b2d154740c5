#include "tools/tour/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "common/check.h"
#include "common/log.h"
#include "common/testing/Steps.h"
#include "tools/tour/Terminal.h"
#include "tools/tour/UsageError.h"
#include "tools/tour/nearest.h"

namespace oneloop::tour {
namespace {

const Command& find(const std::string& name) {
  const auto found = std::ranges::find(commands(), name, &Command::name);
  if (found != commands().end()) return *found;
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  throw UsageError(didYouMean("command", name, names));
}

void printCommands() {
  const Terminal terminal;
  fmt::print("Usage: ./tour [COMMAND] [ARGUMENTS]\n\n");
  fmt::print("  {:<29}chapter 01 plays, then the map and the next step\n",
             "(no command)");
  for (const Command& command : commands()) {
    const std::string usage =
        fmt::format("{} {}", command.name, command.arguments);
    fmt::print("  {}{}\n", terminal.command(fmt::format("{:<29}", usage)),
               command.summary);
  }
  fmt::print(
      "\nNN is a chapter: 1, 01, 01-blocking and blocking mean the same.\n"
      "'./tour help COMMAND' says more about one of them.\n");
}

int execute(const std::filesystem::path& root, const Words& words) {
  if (words.empty()) return welcome(root);
  const std::string& name = words.front();
  if (name == "-h" || name == "--help") return help(root, {});
  return find(name).run(root, {words.begin() + 1, words.end()});
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      {"list", "[WORDS...]", "the map; or the exercises about something", list},
      {"run", "NN [PROGRAM] [ARGS...]", "runs a chapter's program", run},
      {"watch", "", "the exercises, one by one: edit, save, see", watch},
      {"check", "[ID]", "judges an exercise once", checkExercise},
      {"hint", "[ID]", "the next hint", hint},
      {"reset", "ID", "puts the original of an exercise back", reset},
      {"solution", "[ID]", "the reference solution", solution},
      {"test", "[NN] [OPTIONS]", "every test, or one chapter's", test},
      {"diff", "NN [FILE]", "what a chapter changed", diff},
      {"show", "NN DIR", "the whole tree of a chapter, in a folder", show},
      {"which", "NN [PROGRAM]", "the path of a chapter's program", which},
      {"trace", "NN [PROGRAM]", "records a program's system calls", trace},
      {"compare", "[OPTIONS]", "the servers side by side: what each costs",
       compare},
      {"soak", "[--minutes N]", "a server under all kinds of clients", soak},
      {"book", "[--build] [--port N]", "the book, in a browser", book},
      {"doctor", "[--install [GROUP]]", "what this machine has and lacks",
       doctor},
      {"help", "[COMMAND]", "this text, or more about a command", help},
  };
  return all;
}

int help(const std::filesystem::path& root, const Words& words) {
  if (words.empty()) return printCommands(), 0;
  if (words.size() > 1) {
    throw UsageError(
        fmt::format("'{}' is one word too many; try './tour help'", words[1]));
  }
  if (words.front() == "help" || words.front() == "--help") {
    return printCommands(), 0;
  }
  return find(words.front()).run(root, {"--help"});
}

int dispatch(const std::filesystem::path& root, const Words& words) {
  try {
    const int status = execute(root, words);
    check("write", std::fflush(stdout), "stdout");
    return status;
  } catch (const UsageError& error) {
    log(error.what());
    return 2;
  } catch (const testing::Failure& failure) {
    log(failure.reason());
    return 1;
  } catch (const std::exception& error) {
    log(error.what());
    return 1;
  }
}

}  // namespace oneloop::tour
