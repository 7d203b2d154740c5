// What one client may send, and how.

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "common/check.h"
#include "common/testing/Steps.h"
#include "common/testing/conformance/Scenario.h"
#include "common/testing/procfs.h"

namespace oneloop::testing::conformance {
namespace {

// Memory that a server may need beside what it holds when idle.
constexpr std::size_t kMemoryCap = 16 << 20;

void expectMemoryBelow(const ServerProcess& server, std::size_t before) {
  const std::size_t now = procfs::residentMemory(server.pid());
  if (now > before + kMemoryCap) {
    throw Failure("server",
                  fmt::format("grew by {} MB, allowed are {}",
                              (now - before) >> 20, kMemoryCap >> 20));
  }
}

// Sends the first `total` bytes of the pattern and receives them back, a
// little at a time and only when nothing more can be sent. `atHalf` is called
// when all has been sent.
void transferSlowly(Client& client, const ServerProcess& server,
                    std::size_t total, bool halfClose) {
  const std::size_t memory = procfs::residentMemory(server.pid());
  const auto end = std::chrono::steady_clock::now() + 4 * kDeadline;
  steps::add("client", fmt::format("sends {} bytes, reads slowly", total));
  std::size_t sent = 0;
  std::size_t received = 0;
  while (received < total) {
    if (std::chrono::steady_clock::now() > end) {
      throw Failure("client", fmt::format("sent {} and received {} of {} bytes "
                                          "in time",
                                          sent, received, total));
    }
    if (sent < total) {
      const std::size_t n = std::min<std::size_t>(total - sent, 64 << 10);
      const std::size_t taken = client.sendSome(pattern(sent, n));
      sent += taken;
      if (sent == total && halfClose) client.halfClose();
      if (taken > 0) continue;
    }
    expectMemoryBelow(server, memory);
    client.waitReadable(std::chrono::milliseconds(10));
    const std::string some = client.receiveSome(16 << 10);
    expectPattern(some, received);
    received += some.size();
  }
}

}  // namespace

Verdict splitMessages(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  Client client(server.address());
  const std::string message = "split into single bytes\n";
  for (const char byte : message) client.send({&byte, 1});
  if (client.receive(message.size()) != message) {
    throw Failure("client", "received other bytes than it sent");
  }
  return Verdict::kSurvives;
}

Verdict coalescedMessages(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  Client client(server.address());
  std::string messages;
  for (int i = 0; i < 10'000; ++i) messages += fmt::format("message {}\n", i);
  client.expectEcho(messages);
  return Verdict::kSurvives;
}

Verdict slowReader(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  Client client(server.address());
  client.expectEcho("warm-up\n");
  transferSlowly(client, server, 10 << 20, false);
  client.expectEcho("and on it goes\n");
  return Verdict::kSurvives;
}

Verdict halfClose(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  const std::size_t descriptors = procfs::descriptors(server.pid());
  Client client(server.address());
  transferSlowly(client, server, 1 << 20, true);
  client.expectEnd();
  client.close();
  expectDescriptors(server, descriptors);
  return Verdict::kSurvives;
}

Verdict outOfBand(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  Client client(server.address());
  client.expectEcho("before");
  steps::add("client", "sends an urgent byte");
  check("send MSG_OOB", ::send(client.fd(), "!", 1, MSG_OOB | MSG_NOSIGNAL));
  client.expectEcho("after");
  return Verdict::kSurvives;
}

Verdict signalsDuringCalls(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  Client client(server.address());
  for (int i = 0; i < 200; ++i) {
    server.signal(SIGUSR1);
    client.expectEcho("through the signals\n");
  }
  for (int i = 0; i < 10; ++i) {
    // A stop and a continue interrupt some calls even without a handler
    // (signal(7), the last section).
    server.signal(SIGSTOP);
    client.send("through the stops\n");
    server.signal(SIGCONT);
    client.receive(18);
  }
  return Verdict::kSurvives;
}

}  // namespace oneloop::testing::conformance
