// Many clients: at once, and one after the other.

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/descriptorLimit.h"
#include "common/testing/procfs.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "tests/EchoServer.h"

namespace oneloop::testing {
namespace {

// #region many
TEST_CASE("9,000 connections at once are all served") {
  constexpr std::size_t kClients = 9'000;
  // This process has both ends of each.
  if (raiseDescriptorLimit() < 2 * kClients + 200) {
    return skip("it needs 18,200 descriptors");
  }
  EchoServer echo(4);
  echo.start();
  std::vector<Fd> clients;
  for (std::size_t i = 0; i < kClients; ++i) clients.push_back(echo.connect());
  echo.waitForConnections(kClients);
  for (std::size_t i = 0; i < kClients; ++i) {
    sendAll(clients[i].get(), std::to_string(i));
  }
  std::size_t served = 0;
  for (std::size_t i = 0; i < kClients; ++i) {
    const std::string sent = std::to_string(i);
    if (receiveExactly(clients[i].get(), sent.size()) == sent) ++served;
  }
  CHECK(served == kClients);
  clients.clear();
  waitUntil("all have ended", [&] { return echo.downs == kClients; });
}

TEST_CASE("200,000 short connections are all served, and leave nothing") {
  // Once is enough: chapter 10 runs all tests a second time, on poll(2).
  if (std::getenv("MUDUO_USE_POLL") != nullptr) return;
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kClients = 200'000;
  EchoServer echo(2);
  echo.start();
  const std::size_t before = procfs::descriptors(::getpid());
  std::atomic<std::size_t> served = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (std::size_t n = 0; n < kClients / kThreads; ++n) {
          const Fd client = echo.connect();
          sendAll(client.get(), "hello");
          if (receiveExactly(client.get(), 5) == "hello") ++served;
          resetOnClose(client.get());  // or it holds a port in TIME_WAIT
        }
      });
    }
  }
  CHECK(served == kClients);
  waitUntil("all have ended", [&] { return echo.downs == kClients; });
  CHECK(echo.server->connections() == 0);
  CHECK(procfs::descriptors(::getpid()) == before);
}
// #endregion many

}  // namespace
}  // namespace oneloop::testing
