#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include "common/testing/Client.h"
#include "common/testing/Deadline.h"
#include "common/testing/Needs.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/Steps.h"
#include "common/testing/learnersProgram.h"
#include "common/testing/procfs.h"
#include "common/testing/strace.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

const Needs trace(straceMissing);

// Returns when the server has ended, or sleeps again.
void interrupt(ServerProcess& server) {
  const pid_t pid = server.pid();
  procfs::waitUntilAsleepIn(pid, {"select", "pselect6"}, kPatience);
  const std::size_t sleeps = procfs::voluntarySwitches(pid);
  steps::add("server", "sleeps in select; SIGUSR1 interrupts it");
  server.signal(SIGUSR1);
  waitUntil("the server has seen the signal", [&] {
    return !server.running() || procfs::voluntarySwitches(pid) > sleeps;
  });
}

bool endsWithin(ServerProcess& server, std::chrono::milliseconds limit) {
  try {
    server.process().wait(limit);
    return true;
  } catch (const Failure&) {
    return false;
  }
}

// A server that has ended explains a client's failure.
void expectEcho(ServerProcess& server, Client& client) {
  try {
    client.expectEcho("still there?");
  } catch (const Failure& failure) {
    constexpr std::chrono::milliseconds kMoment{500};
    if (!endsWithin(server, kMoment)) throw;
    steps::add(failure.who(), failure.reason());
    throw Failure("server", "has ended; it says: " + server.errors());
  }
}

TEST_CASE("the server serves a client") {
  ServerProcess server({learnersProgram()});
  Client client(server.address(), "client", kPatience);
  client.expectEcho("hello");
}

TEST_CASE("a signal disturbs nobody") {
  ServerProcess server({learnersProgram()});
  Client a(server.address(), "client A", kPatience);
  Client b(server.address(), "client B", kPatience);
  a.expectEcho("hello");
  b.expectEcho("good morning");
  interrupt(server);
  expectEcho(server, a);
  expectEcho(server, b);
  interrupt(server);
  expectEcho(server, b);
  if (const ExitStatus status = server.stop(); status != ExitStatus{}) {
    throw Failure("server",
                  status.toString() + "; it says: " + server.errors());
  }
}

// The program, with a select that always fails, as if a descriptor in its sets
// were closed. strace itself is silent.
std::vector<std::string> withFailingSelect() {
  auto command =
      underStrace("?select,?pselect6", {learnersProgram()}, "error=EBADF");
  command.insert(command.begin() + 1, {"-o", "/dev/null"});
  return command;
}

TEST_CASE("an error that is no signal ends the server and is told") {
  ServerProcess server(withFailingSelect(), withoutLeakCheck());
  steps::add("server", "calls select, which fails with EBADF, and always will");
  if (!endsWithin(server, kPatience)) {
    throw Failure("server",
                  "goes on after EBADF: it calls select again and again, and "
                  "nobody is told. Which error is it that a signal makes?");
  }
  if (server.errors().find("select: Bad file descriptor") ==
      std::string::npos) {
    throw Failure("server", "has ended without a word about select and EBADF");
  }
}

}  // namespace
}  // namespace oneloop::testing
