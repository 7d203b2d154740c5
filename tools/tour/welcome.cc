// ./tour alone: what this is, chapter 01 played for real, the map, and the
// next step.

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "common/testing/Process.h"
#include "tools/tour/Builder.h"
#include "tools/tour/Catalogue.h"
#include "tools/tour/Conversation.h"
#include "tools/tour/Terminal.h"
#include "tools/tour/commands.h"
#include "tools/tour/map.h"

namespace oneloop::tour {
namespace {

void printIntroduction(const Terminal& terminal) {
  fmt::print(
      "{}\n\n"
      "Twenty small chapters rebuild muduo, a network library in C++: from\n"
      "one blocking call to a server that runs on many threads.\n\n"
      "This is the program of chapter 01, an echo server: it sends back what\n"
      "it receives. It runs now, for real, and a client talks to it. On the\n"
      "right is the system call in which the server sleeps, as Linux shows it\n"
      "in /proc; the number is the socket that it waits for.\n\n",
      terminal.heading("oneloop: network programming, learnt by writing it"));
}

// Two columns: what the clients do, and what the server does.
class Columns {
 public:
  explicit Columns(const Terminal& terminal) : terminal_(terminal) {}

  void printHeader() const {
    print(terminal_.heading(pad("the clients")),
          terminal_.heading("the server"));
  }

  void add(std::string_view client, std::string_view server) const {
    print(pad(client), server.empty() ? "" : terminal_.command(server));
    // On a terminal, the speed of a conversation that one can follow.
    constexpr std::chrono::milliseconds kPace{150};
    if (terminal_.outputIsTerminal()) std::this_thread::sleep_for(kPace);
  }

 private:
  static std::string pad(std::string_view text) {
    return fmt::format("{:<34}", text);
  }

  void print(std::string_view left, std::string_view right) const {
    fmt::print("  {} {}{}{}\n", left, terminal_.faint("│"),
               right.empty() ? "" : " ", right);
    std::fflush(stdout);
  }

  const Terminal& terminal_;
};

void play(const std::string& program, const Terminal& terminal) {
  const Columns columns(terminal);
  columns.printHeader();
  Conversation conversation(
      program, [&](std::string_view client, std::string_view server) {
        columns.add(client, server);
      });
  conversation.firstClient();
  fmt::print("\nNow A says nothing, and a second client comes.\n\n");
  conversation.secondClient();
  fmt::print(
      "\nThat is the lesson of chapter 01. While recv (the kernel calls it\n"
      "recvfrom) waits for one client, this server can do nothing else. Each "
      "of\n"
      "the next chapters has another answer to that.\n\n");
}

void printNextSteps(const Chapter& chapter, const Terminal& terminal) {
  const auto step = [&](std::string_view what, const std::string& how,
                        std::string_view why) {
    fmt::print("  {:<6}{}\n", what,
               why.empty() ? terminal.command(how)
                           : terminal.command(fmt::format("{:<20}", how)) +
                                 std::string(why));
  };
  const std::string folder = "chapters/" + chapter.folder;
  fmt::print("\n{}\n", terminal.heading("The next step"));
  step("read", folder + "/README.md", "");
  step("read",
       fmt::format("{}/programs/{}.cc", folder, chapter.programs.front()), "");
  step("run", "./tour run 01", "Ctrl-C stops it");
  if (testing::findProgram("nc")) {
    step("", "nc 127.0.0.1 2007", "in another terminal: be its client");
  }
  step("test", "./tour test 01", "what it survives, and what it cannot");
  step("solve", "./tour watch", "the exercises: edit, save, see");
  step("more", "./tour help", "all the commands");
}

}  // namespace

int welcome(const std::filesystem::path& root) {
  const Terminal terminal;
  const Catalogue catalogue(root);
  const Chapter& chapter = catalogue.find("1");
  printIntroduction(terminal);
  std::fflush(stdout);
  const auto program =
      Builder(root).buildProgram(chapter, chapter.programs.front());
  play(program, terminal);
  printMap(catalogue, solvedByChapter(root), terminal, false);
  printNextSteps(chapter, terminal);
  return 0;
}

}  // namespace oneloop::tour
