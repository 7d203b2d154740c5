// The tour driven as a process, as its users drive it.

#include "tools/tour/commands.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "common/testing/ServerProcess.h"
#include "common/testing/TemporaryFolder.h"
#include "tools/tour/tests/Outcome.h"

namespace oneloop::tour {
namespace {

using testing::ExitStatus;

// One line, naming what was meant; nothing on stdout; exit status 2.
void checkRefused(const Words& words, const std::string& line) {
  const Outcome outcome = tour(words);
  CHECK(outcome.errors == "tour: " + line + "\n");
  CHECK(outcome.output.empty());
  CHECK(outcome.status == ExitStatus{2, 0});
}

TEST_CASE("a mistyped command, chapter, program or option is one line") {
  checkRefused({"tset"}, "no command 'tset'; did you mean 'test'?");
  checkRefused({"help", "tset"}, "no command 'tset'; did you mean 'test'?");
  checkRefused({"test", "99"},
               "no chapter '99'; did you mean '20-tcp-client'?");
  checkRefused({"run", "blockign"},
               "no chapter 'blockign'; did you mean 'blocking'?");
  checkRefused({"run", "01", "echo_blockign"},
               "no program 'echo_blockign' in 01-blocking; did you mean "
               "'echo_blocking'?");
  checkRefused({"test", "--martix"},
               "no option '--martix' of 'test'; did you mean '--matrix'?");
  checkRefused({"list", "--all"},
               "no option '--all' of 'list'; did you mean '--help'?");
  checkRefused({"run"}, "'run' needs a chapter: ./tour run 01");
  checkRefused({"which"}, "'which' needs a chapter: ./tour which 01");
}

TEST_CASE("list prints twenty chapters, none wider than a terminal") {
  const Outcome outcome = tour({"list"});
  CHECK(outcome.status == ExitStatus{});
  CHECK(outcome.errors.empty());
  std::size_t chapters = 0;
  std::istringstream text(outcome.output);
  for (std::string line; std::getline(text, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 80);
    // "01  blocking", and not a line of the chapter's programs.
    if (line.size() > 60 && line.starts_with("  ") && line[2] != ' ') {
      ++chapters;
    }
  }
  CHECK(chapters == 20);
  CHECK(contains(outcome.output, "./tour run 01\n"));
}

TEST_CASE("which prints the path of an executable, and no more") {
  for (const Words& words :
       {Words{"which", "1"}, Words{"which", "blocking", "echo_blocking"}}) {
    const Outcome outcome = tour(words);
    CHECK(outcome.status == ExitStatus{});
    CHECK(outcome.output == ONELOOP_BUILD "/bin/01-blocking/echo_blocking\n");
    CHECK(::access(ONELOOP_BUILD "/bin/01-blocking/echo_blocking", X_OK) == 0);
  }
}

TEST_CASE("run hands options over to the program, even --help") {
  const Outcome outcome = tour({"run", "01", "--help"});
  CHECK(outcome.status == ExitStatus{});
  CHECK(contains(outcome.output, "--port"));

  const Outcome wrong = tour({"run", "01", "echo_blocking", "--prot", "0"});
  CHECK(wrong.status == ExitStatus{2, 0});
  CHECK(contains(wrong.errors, "echo_blocking: "));
}

TEST_CASE("run becomes the program, so that signals reach it") {
  // ServerProcess adds --port 0 and waits for the line of a server.
  testing::ServerProcess server(
      {ONELOOP_TOUR, "run", "01"},
      {.environment = {"ONELOOP_ROOT=" ONELOOP_ROOT,
                       "ONELOOP_BUILD=" ONELOOP_BUILD}});
  server.signal(SIGINT);
  CHECK(server.process().wait() == ExitStatus{});
}

TEST_CASE("help names every command, and every command has a help") {
  const Outcome outcome = tour({"help"});
  CHECK(outcome.status == ExitStatus{});
  CHECK(tour({"--help"}).output == outcome.output);
  for (const Command& command : commands()) {
    const std::string name(command.name);
    CAPTURE(name);
    CHECK(contains(outcome.output, "\n  " + name + " "));
    const Outcome one = tour({"help", name});
    CHECK(one.status == ExitStatus{});
    CHECK(contains(one.output, "Usage: ./tour"));
  }
}

TEST_CASE("output that cannot be written is an error") {
  const Outcome outcome =
      outcomeOf({"sh", "-c", "exec \"$0\" list >/dev/full", ONELOOP_TOUR},
                {"ONELOOP_ROOT=" ONELOOP_ROOT});
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(contains(outcome.errors, "No space left on device"));
  CHECK(lines(outcome.errors) == 1);
}

TEST_CASE("a project without chapters.toml is one line") {
  const testing::TemporaryFolder folder;
  const Outcome outcome =
      outcomeOf({ONELOOP_TOUR, "list"}, environmentOf(folder.path()));
  CHECK(outcome.status == ExitStatus{1, 0});
  CHECK(lines(outcome.errors) == 1);
  CHECK(contains(outcome.errors, "chapters/chapters.toml"));
}

}  // namespace
}  // namespace oneloop::tour
