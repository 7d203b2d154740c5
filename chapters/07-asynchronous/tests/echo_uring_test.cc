// The servers with io_uring: what they cost, and where there is none.

#include <doctest/doctest.h>

#include <csignal>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "common/testing/Client.h"
#include "common/testing/Process.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/ioUring.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"
#include "common/testing/strace.h"

namespace oneloop::testing {
namespace {

using Words = std::vector<std::string>;

const std::vector<Words> kServers{
    {ONELOOP_PROGRAM("echo_uring")},
    {ONELOOP_PROGRAM("echo_uring"), "--multishot"}};

// The command with an io_uring_setup that fails; strace itself is silent.
Words withoutUring(const Words& command, const std::string& error) {
  Words traced = underStrace("io_uring_setup", command, "error=" + error);
  traced.insert(traced.begin() + 1, {"-o", "/dev/null"});
  return traced;
}

// What the server says when io_uring_setup fails with that error.
void refuseSetUp(const std::string& error, const std::string& expected) {
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  for (Words command : kServers) {
    command.insert(command.end(), {"--port", "0"});
    Process server(withoutUring(command, error), withoutLeakCheck());
    CHECK(server.wait().toString() == "exit status 1");
    CHECK(server.readRest().empty());
    CHECK(server.errors() ==
          "echo_uring: no io_uring: this kernel has none, or forbids it: "
          "io_uring_setup: " +
              expected + "\n");
  }
}

TEST_CASE("where io_uring is forbidden the server says so in one line") {
  refuseSetUp("EPERM", "Operation not permitted");
}
TEST_CASE("where io_uring is missing the server says so in one line") {
  refuseSetUp("ENOSYS", "Function not implemented");
}

// Runs a program for which io_uring_setup fails.
std::string outputWithout(const Words& command, int expectedStatus) {
  Process program(withoutUring(command, "EPERM"), withoutLeakCheck());
  std::string output = program.readRest();
  CHECK(program.wait() == ExitStatus{expectedStatus, 0});
  return output;
}

TEST_CASE("where io_uring is forbidden tests and scenarios say why they skip") {
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  const std::string reason =
      "[SKIPPED] io_uring_setup: Operation not permitted\n";
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string test = outputWithout(
      {self, "--test-case=one multishot accept accepts every client"}, 0);
  CHECK_MESSAGE(test.find(reason) != std::string::npos, test);
  CHECK(outputWithout({ONELOOP_BIN "/conformance", "--row",
                       "07-asynchronous/echo_uring", "--scenario", "split"},
                      77) == reason);
}

TEST_CASE("with --show each operation and each completion is a line") {
  if (const auto why = ioUringMissing(); !why.empty()) return skip(why);
  for (Words command : kServers) {
    command.emplace_back("--show");
    ServerProcess server(command);
    Client client(server.address(), "client");
    client.expectEcho("hello\n");
    CHECK(server.stop().toString() == "exit status 0");
    const std::string said = server.errors();
    CAPTURE(said);
    std::size_t at = 0;
    for (const char* const line :
         {"prepare  accept 4\n", "submit   2, wait for 1\n",
          "complete accept 4 = ", "prepare  recv ", "complete recv ",
          "prepare  send ", "complete send ", "prepare  cancel all\n",
          "complete cancel all = "}) {
      CAPTURE(line);
      at = said.find(line, at);
      REQUIRE(at != std::string::npos);
    }
  }
}

constexpr std::size_t kClients = 100;
constexpr std::size_t kRounds = 20;

// Calls of io_uring_enter a message, when 100 clients speak at a time.
double callsAMessage(const Words& command) {
  ServerProcess server(underStrace("io_uring_enter", command),
                       withoutLeakCheck());
  std::deque<Client> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(server.address(), "client " + std::to_string(i));
    clients.back().expectEcho("hello\n");
  }
  const std::size_t before = systemCalls(server.errors()).size();
  for (std::size_t round = 0; round < kRounds; ++round) {
    server.signal(SIGSTOP);
    for (Client& client : clients) client.send("all at once\n");
    for (Client& client : clients) waitUntilDelivered(client.fd());
    server.signal(SIGCONT);
    for (Client& client : clients) client.receive(12);
  }
  const std::size_t calls = systemCalls(server.errors()).size() - before;
  CHECK(server.stop().toString() == "exit status 0");
  return static_cast<double>(calls) / (kClients * kRounds);
}

TEST_CASE("a message costs less than half a system call at 100 clients") {
  if (const auto why = ioUringMissing(); !why.empty()) return skip(why);
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  for (const Words& command : kServers) {
    const double calls = callsAMessage(command);
    MESSAGE(command.back() << ": " << calls << " calls a message");
    CHECK(calls < 0.5);
  }
}

TEST_CASE("more bytes at once than all buffers hold are echoed all the same") {
  if (const auto why = ioUringMissing(); !why.empty()) return skip(why);
  constexpr std::size_t kBuffers = 4
                                   << 20;  // bytes, of echo_uring/multishot.cc
  constexpr std::size_t kEach = 128 << 10;
  ServerProcess server({ONELOOP_PROGRAM("echo_uring"), "--multishot"});
  std::deque<Client> clients;
  for (std::size_t i = 0; i * kEach <= 2 * kBuffers; ++i) {
    clients.emplace_back(server.address(), "client " + std::to_string(i));
    clients.back().expectEcho("hello\n");
  }
  server.signal(SIGSTOP);
  std::vector<std::string> sent;
  for (Client& client : clients) {
    sent.emplace_back(kEach, static_cast<char>('a' + sent.size() % 26));
    client.send(sent.back());
  }
  server.signal(SIGCONT);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    CHECK((clients[i].receive(kEach) == sent[i]));
  }
  CHECK(server.stop().toString() == "exit status 0");
}

}  // namespace
}  // namespace oneloop::testing
