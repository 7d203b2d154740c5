// Why it lost: what signals cost, in counts, beside epoll.

#include <doctest/doctest.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "common/testing/Client.h"
#include "common/testing/Epoll.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/SignalQueue.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"
#include "common/testing/strace.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMany = 100;

TEST_CASE("twenty packets are twenty signals and one report of epoll") {
  constexpr std::size_t kPackets = 20;
  SignalQueue queue{kSocketSignal};
  const auto [client, server] = localPair();
  askForSignals(server.get());
  Epoll epoll;
  CHECK(epoll.add(server.get(), EPOLLIN | EPOLLET) == 0);
  for (std::size_t i = 0; i < kPackets; ++i) sendAll(client.get(), "x");

  CHECK(epoll.ready().size() == 1);
  CHECK(epoll.ready().empty());
  std::array<char, kPackets> buffer;
  CHECK(::recv(server.get(), buffer.data(), buffer.size(), 0) == kPackets);
  // The first would have been enough; the others tell of what has been read.
  CHECK(queue.takeAll().size() == kPackets);
}

TEST_CASE("a hundred ready sockets are a hundred calls and one epoll_wait") {
  SignalQueue queue{kSocketSignal};
  std::vector<Connection> pairs;
  Epoll epoll;
  for (std::size_t i = 0; i < kMany; ++i) {
    pairs.push_back(localPair());
    askForSignals(pairs.back().server.get());
    CHECK(epoll.add(pairs.back().server.get(), EPOLLIN) == 0);
  }
  for (const Connection& pair : pairs) sendAll(pair.client.get(), "x");

  CHECK(epoll.ready(kMany).size() == kMany);
  for (const Connection& pair : pairs) {
    CHECK(queue.now().si_fd == pair.server.get());
  }
  CHECK(queue.now().si_signo == 0);
}

TEST_CASE("of a hundred sockets only the one that is ready sends a signal") {
  SignalQueue queue{kSocketSignal};
  std::vector<Connection> pairs;
  for (std::size_t i = 0; i < kMany; ++i) {
    pairs.push_back(localPair());
    askForSignals(pairs.back().server.get());
  }
  sendAll(pairs[kMany / 2].client.get(), "x");
  CHECK(queue.now().si_fd == pairs[kMany / 2].server.get());
  CHECK(queue.now().si_signo == 0);
}

TEST_CASE("echo_sigio asks the kernel four times for each client") {
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  ServerProcess server(
      underStrace("fcntl,accept4,epoll_ctl", {ONELOOP_PROGRAM("echo_sigio")}),
      withoutLeakCheck());
  Client client(server.address());
  client.expectEcho("hello\n");
  CHECK(server.stop().toString() == "exit status 0");

  const auto calls = systemCalls(server.errors());
  const auto accepted = std::ranges::find_if(calls, [](const SystemCall& call) {
    return call.name == "accept4" && call.result >= 0;
  });
  REQUIRE(accepted != calls.end());
  const auto own = [&](const SystemCall& call) {
    return call.name == "fcntl" && call.firstNumber() == accepted->result;
  };
  CHECK(std::ranges::count_if(calls, own) == 4);
}

}  // namespace
}  // namespace oneloop::testing
