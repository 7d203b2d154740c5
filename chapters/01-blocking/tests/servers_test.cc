// The two servers of this chapter: who waits for whom, and what it costs.

#include <doctest/doctest.h>

#include <csignal>
#include <list>
#include <string>

#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

const std::string kBlocking = ONELOOP_PROGRAM("echo_blocking");
const std::string kThreads = ONELOOP_PROGRAM("echo_thread_per_connection");

// The size of a typical message of a small client.
const std::string kHello = "hello, is anyone there?\n";

TEST_CASE("echo_blocking serves its clients one after the other") {
  const ServerProcess server({kBlocking});
  const auto threads = procfs::threads(server.pid()).size();
  Client first(server.address(), "first client");
  first.expectEcho(kHello);
  server.waitUntilAsleepIn({"recvfrom"});
  const auto sleeps = procfs::voluntarySwitches(server.pid());

  // The kernel welcomes the second client and takes its bytes. The server
  // does not even wake: it sleeps in a recv on the first one's socket.
  Client second(server.address(), "second client");
  second.send(kHello);
  waitUntilDelivered(second.fd());
  CHECK(procfs::sleepingIn(server.pid()).name == "recvfrom");
  CHECK(procfs::voluntarySwitches(server.pid()) == sleeps);
  CHECK(procfs::threads(server.pid()).size() == threads);
  CHECK(second.receiveSome(100) == "");

  first.expectEcho("still the first\n");
  CHECK(second.receiveSome(100) == "");

  first.close();
  CHECK(second.receive(kHello.size()) == kHello);
}

TEST_CASE("echo_thread_per_connection makes nobody wait for a silent client") {
  const ServerProcess server({kThreads});
  const Client silent(server.address(), "silent client");
  Client talker(server.address(), "talker");
  talker.expectEcho(kHello);
  Client another(server.address(), "another");
  another.expectEcho(kHello);
  talker.expectEcho(kHello);
}

TEST_CASE("echo_thread_per_connection costs a thread for each client") {
  constexpr std::size_t kClients = 64;
  const ServerProcess server({kThreads});
  Client first(server.address());
  first.expectEcho(kHello);
  const auto threads = procfs::threads(server.pid()).size();
  const auto reserved = procfs::virtualMemory(server.pid());
  const auto resident = procfs::residentMemory(server.pid());

  std::list<Client> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(server.address()).expectEcho(kHello);
  }
  CHECK(procfs::threads(server.pid()).size() == threads + kClients);
  const auto reservedEach =
      (procfs::virtualMemory(server.pid()) - reserved) / kClients;
  const auto residentEach =
      (procfs::residentMemory(server.pid()) - resident) / kClients;

  MESSAGE("each client costs a thread, "
          << reservedEach / 1024 << " KiB of address space and "
          << residentEach / 1024 << " KiB of memory");
  CHECK(reservedEach >= 64 * 1024);  // the buffer alone, on the thread's stack
  CHECK(residentEach >= 4 * 1024);   // a page of the stack at the least
  CHECK(residentEach < reservedEach / 2);

  clients.clear();
  waitUntil("the threads have ended with their clients",
            [&] { return procfs::threads(server.pid()).size() == threads; });
}

TEST_CASE("both servers stop on SIGINT and SIGTERM with a client connected") {
  for (const auto& program : {kBlocking, kThreads}) {
    for (const int signal : {SIGINT, SIGTERM}) {
      CAPTURE(program);
      CAPTURE(signal);
      ServerProcess server({program});
      Client served(server.address(), "served client");
      served.expectEcho(kHello);
      Client waiting(server.address(), "waiting client");

      server.signal(signal);

      CHECK(server.process().wait().toString() == "exit status 0");
      CHECK(server.errors() == "");
      CHECK(server.process().readRest() == "");
      served.expectEnd();
      waiting.expectClosed();
    }
  }
}

TEST_CASE("both servers stop when no client ever came") {
  for (const auto& program : {kBlocking, kThreads}) {
    CAPTURE(program);
    ServerProcess server({program});
    server.waitUntilAsleepIn({"accept"});
    CHECK(server.stop().toString() == "exit status 0");
    CHECK(server.errors() == "");
  }
}

}  // namespace
}  // namespace oneloop::testing
