// 5,000 clients are connected and silent, ten talk.

#include <doctest/doctest.h>

#include <cstddef>
#include <deque>
#include <set>
#include <string>

#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/descriptorLimit.h"
#include "common/testing/procfs.h"
#include "common/testing/skip.h"
#include "common/testing/strace.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kIdle = 5'000;
constexpr std::size_t kActive = 10;
constexpr std::size_t kRounds = 20;
constexpr std::size_t kMessages = kActive * kRounds;

bool enoughDescriptors() {
  constexpr std::size_t kNeeded = kIdle + kActive + 100;
  if (raiseDescriptorLimit() >= kNeeded) return true;
  skip("RLIMIT_NOFILE allows less than " + std::to_string(kNeeded) +
       " descriptors");
  return false;
}

// Returns after the active clients have had all their messages back.
void talkBesideIdleClients(ServerProcess& server) {
  const std::size_t own = procfs::descriptors(server.pid());
  std::deque<Client> idle;
  for (std::size_t i = 0; i < kIdle; ++i) idle.emplace_back(server.address());
  std::deque<Client> active;
  for (std::size_t i = 0; i < kActive; ++i) {
    active.emplace_back(server.address(), "client " + std::to_string(i));
  }
  waitUntil("the server has accepted all", [&] {
    return procfs::descriptors(server.pid()) == own + kIdle + kActive;
  });
  for (std::size_t round = 0; round < kRounds; ++round) {
    for (Client& client : active) {
      client.expectEcho("round " + std::to_string(round) + "\n");
    }
  }
  CHECK(server.stop().toString() ==
        "exit status 0");  // before the clients leave
  // With a RST: closed in turn, thousands of connections would stay in
  // TIME_WAIT for a minute, and fill the kernel's table run after run.
  for (Client& client : idle) client.reset();
}

void serveBesideIdleClients(const std::string& trigger) {
  if (!enoughDescriptors()) return;
  ServerProcess server({ONELOOP_PROGRAM("echo_epoll"), "--trigger", trigger});
  talkBesideIdleClients(server);
}

TEST_CASE("ten clients are served beside 5000 idle ones with level trigger") {
  serveBesideIdleClients("level");
}
TEST_CASE("ten clients are served beside 5000 idle ones with edge trigger") {
  serveBesideIdleClients("edge");
}
TEST_CASE("ten clients are served beside 5000 idle ones with one-shot") {
  serveBesideIdleClients("oneshot");
}

TEST_CASE("the work for ten clients does not grow with 5000 idle ones") {
  if (!enoughDescriptors()) return;
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  ServerProcess server(
      underStrace("?epoll_wait,?epoll_pwait,accept4,recvfrom,sendto",
                  {ONELOOP_PROGRAM("echo_epoll")}),
      withoutLeakCheck());
  talkBesideIdleClients(server);

  // What came after the last client was accepted.
  std::size_t reports = 0;
  std::size_t calls = 0;
  std::set<int> touched;
  for (const SystemCall& call : systemCalls(server.errors())) {
    if (call.name == "accept4") {
      reports = calls = 0;
      touched.clear();
      continue;
    }
    ++calls;
    if (call.name == "recvfrom") touched.insert(call.firstNumber());
    if (call.name.starts_with("epoll") && call.result > 0) {
      reports += static_cast<std::size_t>(call.result);
    }
  }
  MESSAGE(kMessages << " messages beside " << kIdle << " idle clients: "
                    << reports << " reports, " << calls << " system calls");
  CHECK(touched.size() == kActive);
  CHECK(reports <= kMessages + 1);    // and the stop signal
  CHECK(calls <= 3 * kMessages + 2);  // epoll_wait, recvfrom, sendto
}

}  // namespace
}  // namespace oneloop::testing
