// echo_sigio: one thread, called by the kernel.

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <deque>
#include <string>

#include "common/check.h"
#include "common/testing/Client.h"
#include "common/testing/GreedyClient.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

const std::string kProgram = ONELOOP_PROGRAM("echo_sigio");

// From now on, at most so many of the server's signals are queued.
void limitQueue(const ServerProcess& server, rlim_t signals) {
  const rlimit limit{signals, signals};
  check("prlimit", ::prlimit(server.pid(), RLIMIT_SIGPENDING, &limit, nullptr));
}

TEST_CASE("echo_sigio serves two clients and sleeps in sigtimedwait") {
  ServerProcess server({kProgram});
  Client a(server.address(), "client A");
  a.expectEcho("hello\n");
  Client b(server.address(), "client B");
  b.expectEcho("is anybody there?\n");
  a.expectEcho("bye\n");
  server.waitUntilAsleepIn({"rt_sigtimedwait"});
  CHECK(server.stop().toString() == "exit status 0");
}

TEST_CASE("echo_sigio serves everyone though the queue overflows") {
  ServerProcess server({kProgram});
  std::deque<Client> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back(server.address(), "client " + std::to_string(i));
    clients.back().expectEcho("before\n");
  }
  limitQueue(server, 8);
  for (int round = 0; round < 3; ++round) {
    server.signal(SIGSTOP);
    for (Client& client : clients) client.send("in a crowd\n");
    server.signal(SIGCONT);
    for (Client& client : clients) client.receive(11);
  }
  CHECK(server.stop().toString() == "exit status 0");
  CHECK(server.errors().find("the queue of signals was full") !=
        std::string::npos);
}

TEST_CASE("echo_sigio serves everyone though no signal is ever queued") {
  ServerProcess server({kProgram});
  limitQueue(server, 0);
  std::deque<Client> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(server.address(), "client " + std::to_string(i));
    clients.back().expectEcho("hello\n");
  }
  for (Client& client : clients) client.expectEcho("still there?\n");
  const std::size_t before = procfs::descriptors(server.pid());
  CHECK(before > clients.size());
  clients.front().close();
  clients.pop_front();
  clients.front().expectEcho("without the first\n");
  CHECK(server.stop().toString() == "exit status 0");
}

TEST_CASE("echo_sigio serves a polite client beside a greedy one") {
  ServerProcess server({kProgram});
  const int echoes = expectServedBesideGreedy(server.address());
  MESSAGE("the polite client was served " << echoes << " times");
  CHECK(server.stop().toString() == "exit status 0");
}

TEST_CASE("echo_sigio answers a client that spoke before it was accepted") {
  ServerProcess server({kProgram});
  for (int i = 0; i < 20; ++i) {
    server.signal(SIGSTOP);
    Client early(server.address(), "early client");
    early.send("hello\n");
    waitUntilDelivered(early.fd());
    server.signal(SIGCONT);
    CHECK(early.receive(6) == "hello\n");
  }
  CHECK(server.stop().toString() == "exit status 0");
}

}  // namespace
}  // namespace oneloop::testing
