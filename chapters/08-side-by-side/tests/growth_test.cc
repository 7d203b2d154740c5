// What a message costs a server when silent clients are added: counts, which
// are the same on every machine. One client talks, so that each message needs
// one wait.

#include <doctest/doctest.h>

#include <string>

#include "common/testing/Process.h"
#include "common/testing/environment.h"
#include "common/testing/skip.h"
#include "common/testing/strace.h"
#include "tools/compare/Measurement.h"
#include "tools/compare/Server.h"

namespace oneloop::testing {
namespace {

using compare::Counts;
using compare::Server;

constexpr unsigned kIdle = 500;

Server serverCalled(const std::string& name) {
  return compare::selectServers(compare::readServers(ONELOOP_ROOT "/chapters"),
                                {name})
      .front();
}

compare::Settings settings() {
  compare::Settings settings;
  settings.bin = ONELOOP_BIN;
  return settings;
}

Counts countsBeside(unsigned idle, const std::string& server) {
  const Counts counts =
      compare::count(serverCalled(server), compare::ownLoad(1, idle, 64),
                     settings(), [] { return false; });
  MESSAGE(server << " beside " << idle
                 << " idle clients: " << counts.systemCalls.value_or(-1)
                 << " system calls and " << counts.listBytes.value_or(-1)
                 << " bytes to the kernel a message");
  return counts;
}

bool canTrace() {
  if (straceWorks()) return true;
  skip("strace is missing, or may not trace here");
  return false;
}

TEST_CASE("poll hands the kernel an entry for every idle client each time") {
  if (!canTrace()) return;
  const Counts few = countsBeside(0, "echo_poll");
  const Counts many = countsBeside(kIdle, "echo_poll");
  constexpr double kEntry = 8;  // sizeof(pollfd)
  CHECK(*many.listBytes - *few.listBytes >= 0.95 * kIdle * kEntry);
}

TEST_CASE("select hands the kernel a bit for every idle client each time") {
  if (!canTrace()) return;
  const Counts few = countsBeside(0, "echo_select");
  const Counts many = countsBeside(kIdle, "echo_select");
  CHECK(*many.listBytes - *few.listBytes >= 0.95 * kIdle / 8);
}

TEST_CASE("epoll hands the kernel nothing for an idle client") {
  if (!canTrace()) return;
  CHECK(*countsBeside(0, "echo_epoll").listBytes < 1);
  CHECK(*countsBeside(kIdle, "echo_epoll").listBytes < 1);
}

TEST_CASE("idle clients do not change the number of system calls") {
  if (!canTrace()) return;
  for (const char* server : {"echo_select", "echo_poll", "echo_epoll"}) {
    CAPTURE(server);
    const double few = *countsBeside(0, server).systemCalls;
    const double many = *countsBeside(kIdle, server).systemCalls;
    CHECK(few >= 2.9);  // wait, receive, send
    CHECK(few <= 3.1);
    CHECK(many >= 2.9);
    CHECK(many <= 3.1);
  }
}

TEST_CASE("a server that never sleeps asks every idle client in turn") {
  if (!canTrace()) return;
  const double few = *countsBeside(0, "echo_nonblocking").systemCalls;
  const double many = *countsBeside(100, "echo_nonblocking").systemCalls;
  CHECK(few >= 2);
  // A message comes once in a round of the whole, or more rarely.
  CHECK(many >= 50);
}

TEST_CASE("a thread for each client needs no wait and no list") {
  if (!canTrace()) return;
  const Counts counts = countsBeside(20, "echo_thread_per_connection");
  CHECK(*counts.threads == 22);       // and the one that accepts
  CHECK(*counts.systemCalls <= 2.1);  // receive, send
  CHECK(*counts.listBytes < 1);
}

double instructionsBeside(unsigned idle, const std::string& server) {
  const double instructions = compare::instructionsAMessage(
      serverCalled(server), compare::ownLoad(1, idle, 64), settings(),
      [] { return false; });
  MESSAGE(server << " beside " << idle << " idle clients: " << instructions
                 << " instructions a message");
  return instructions;
}

bool canCountInstructions() {
  if (isSanitized()) {
    skip("callgrind needs a build without sanitizers: --preset release");
  } else if (!findProgram("valgrind")) {
    skip("valgrind is missing");
  } else {
    return true;
  }
  return false;
}

TEST_CASE("the instructions that poll costs the program grow with the idle") {
  if (!canCountInstructions()) return;
  const double few = instructionsBeside(0, "echo_poll");
  const double many = instructionsBeside(kIdle, "echo_poll");
  CHECK(many - few >= kIdle);  // at least one for each entry to look at
}

TEST_CASE("the instructions that epoll costs the program do not grow") {
  if (!canCountInstructions()) return;
  const double few = instructionsBeside(0, "echo_epoll");
  const double many = instructionsBeside(kIdle, "echo_epoll");
  CHECK(many <= few * 1.1 + 10);
}

}  // namespace
}  // namespace oneloop::testing
