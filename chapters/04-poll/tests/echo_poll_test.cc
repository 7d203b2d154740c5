// What the server of this chapter hands to the kernel: its whole array, at
// every call.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/procfs.h"
#include "common/testing/skip.h"
#include "common/testing/strace.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kOwn = 2;  // entries for the stop signal, the listener

// poll([...], 12, -1): the second argument from the end.
std::size_t entriesOf(const SystemCall& call) {
  const auto last = call.arguments.rfind(", ");
  const auto before = call.arguments.rfind(", ", last - 1);
  return std::stoul(call.arguments.substr(before + 2));
}

std::vector<std::size_t> entriesPerCall(const std::string& trace) {
  std::vector<std::size_t> entries;
  for (const SystemCall& call : systemCalls(trace)) {
    entries.push_back(entriesOf(call));
  }
  return entries;
}

TEST_CASE(
    "echo_poll hands over one entry for each client and none for others") {
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  // Only poll: ppoll takes one argument more.
  ServerProcess server(underStrace("?poll", {ONELOOP_PROGRAM("echo_poll")}),
                       withoutLeakCheck());
  const std::size_t own = procfs::descriptors(server.pid());
  constexpr std::size_t kClients = 100;
  std::deque<Client> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(server.address());
    clients.back().expectEcho("hello\n");
  }
  // From the middle, so that the array has to be mended.
  clients.erase(clients.begin() + 20, clients.begin() + 80);
  waitUntil("the server has closed them", [&] {
    return procfs::descriptors(server.pid()) == own + clients.size();
  });
  clients.front().expectEcho("once more\n");
  CHECK(server.stop().toString() == "exit status 0");

  const auto entries = entriesPerCall(server.errors());
  if (entries.empty()) return skip("this machine has no system call poll");
  CHECK(entries.front() == kOwn);
  CHECK(std::ranges::max(entries) == kOwn + kClients);
  CHECK(entries.back() == kOwn + clients.size());
  // One of 102 was ready, and 102 were read: for 100 echoes, every time.
  MESSAGE("echo_poll made " << entries.size() << " calls, the largest with "
                            << std::ranges::max(entries) * 8 << " bytes");
}

}  // namespace
}  // namespace oneloop::testing
