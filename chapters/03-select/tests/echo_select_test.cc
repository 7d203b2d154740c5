// The server of this chapter where select's limits show.

#include <doctest/doctest.h>

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/descriptorLimit.h"
#include "common/testing/procfs.h"
#include "common/testing/skip.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

const std::vector<std::string> kSelect = {"select", "pselect6"};

void waitForDescriptors(const ServerProcess& server, std::size_t n) {
  waitUntil("the server has closed the clients that left",
            [&] { return procfs::descriptors(server.pid()) == n; });
}

// The first argument of the select in which the server sleeps: one more than
// the highest number it asks about.
long askedAbout(const ServerProcess& server) {
  server.waitUntilAsleepIn(kSelect);
  return procfs::sleepingIn(server.pid()).firstArgument;
}

TEST_CASE("one client with a high number keeps the whole range in the scan") {
  ServerProcess server({ONELOOP_PROGRAM("echo_select")});
  const std::size_t own = procfs::descriptors(server.pid());
  const long alone = askedAbout(server);

  constexpr int kClients = 50;
  std::deque<Client> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back(server.address());
    clients.back().expectEcho("hello\n");
  }
  CHECK(askedAbout(server) == alone + kClients);

  while (clients.size() > 1) clients.pop_front();
  waitForDescriptors(server, own + 1);
  CHECK(askedAbout(server) == alone + kClients);
  clients.pop_front();
  waitForDescriptors(server, own);
  CHECK(askedAbout(server) == alone);
}

TEST_CASE("clients beyond FD_SETSIZE are refused and the others are served") {
  constexpr std::size_t kClients = 1'100;
  if (raiseDescriptorLimit() < kClients + 50) {
    return skip("RLIMIT_NOFILE allows less than 1150 descriptors");
  }
  ServerProcess server({ONELOOP_PROGRAM("echo_select")});
  const std::size_t served = 1'024 - procfs::descriptors(server.pid());
  std::deque<Client> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(server.address(), "client " + std::to_string(i));
  }
  for (std::size_t i = 0; i < served; ++i) clients[i].expectEcho("hello\n");
  for (std::size_t i = served; i < kClients; ++i) clients[i].expectEnd();
  CHECK(server.errors().find("FD_SETSIZE") != std::string::npos);

  // One that leaves makes room for another.
  clients.erase(clients.begin() + 500);
  waitForDescriptors(server, 1'023);
  Client late(server.address(), "late client");
  late.expectEcho("hello again\n");
  CHECK(server.stop().toString() == "exit status 0");
}

}  // namespace
}  // namespace oneloop::testing
