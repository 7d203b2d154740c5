// What one client does to another.

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <deque>

#include "common/check.h"
#include "common/testing/Steps.h"
#include "common/testing/conformance/Scenario.h"
#include "common/testing/descriptorLimit.h"
#include "common/testing/procfs.h"

namespace oneloop::testing::conformance {
namespace {

constexpr std::string_view kMessage = "anybody there?\n";

// A client that has sent its message is owed an answer while a neighbour is
// there: or, by a server that is declared to stall, none before it has left.
template <typename Leave>
Verdict expectServedBeside(const Trial& trial, Client& client, Leave leave) {
  client.send(kMessage);
  const auto patience =
      trial.expected == Verdict::kStalls ? kKeptWaiting : kDeadline;
  switch (answerTo(client, kMessage, patience)) {
    case Answer::kEcho:
      return Verdict::kSurvives;
    case Answer::kClosed:
      throw Failure("busy client", "was turned away");
    case Answer::kNothing:
      break;
  }
  if (trial.expected != Verdict::kStalls) return Verdict::kStalls;
  steps::add("busy client", "is kept waiting");
  leave();
  if (answerTo(client, kMessage, kDeadline) != Answer::kEcho) {
    throw Failure("busy client", "is not served though its neighbour left");
  }
  return Verdict::kStalls;
}

// Sends until nothing more is taken: the server's and the kernel's buffers are
// full. Returns how much that was.
std::size_t sendUntilFull(Client& client) {
  constexpr std::size_t kTooMuch = 64 << 20;
  std::size_t sent = 0;
  for (;;) {
    const std::size_t n = client.sendSome(pattern(sent, 64 << 10));
    sent += n;
    if (sent > kTooMuch) {
      throw Failure("server", "took 64 MB from a client that never reads");
    }
    pollfd watched{client.fd(), POLLOUT, 0};
    if (n == 0 && ::poll(&watched, 1, 200) == 0) return sent;
  }
}

std::deque<Client> connectMany(const ServerProcess& server, std::size_t n) {
  std::deque<Client> clients;
  for (std::size_t i = 0; i < n; ++i) {
    clients.emplace_back(server.address(), fmt::format("client {}", i));
    clients.back().send(kMessage);
  }
  return clients;
}

// With a RST: so many clients would otherwise fill the kernel's table of
// connections in TIME_WAIT, run after run.
void leave(Client& client) { client.reset(); }

// Waits for the clients at the front, one after the other: each is served once
// those before it have left.
void expectServedInTurn(std::deque<Client>& clients) {
  while (!clients.empty()) {
    const Answer answer = answerTo(clients.front(), kMessage, kDeadline);
    if (answer != Answer::kEcho) {
      throw Failure("client",
                    fmt::format("{} when its turn came, with {} "
                                "clients waiting",
                                answer == Answer::kClosed ? "was turned away"
                                                          : "was not served",
                                clients.size()));
    }
    leave(clients.front());
    clients.pop_front();
  }
}

}  // namespace

Verdict silentNeighbour(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  Client silent(server.address(), "silent client");
  Client busy(server.address(), "busy client");
  return expectServedBeside(trial, busy, [&silent] { silent.close(); });
}

Verdict deafNeighbour(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  Client deaf(server.address(), "deaf client");
  const std::size_t sent = sendUntilFull(deaf);
  steps::add("deaf client", fmt::format("has sent {} bytes, reads none", sent));
  Client busy(server.address(), "busy client");

  // When the deaf client reads after all, it finds every byte.
  const auto readAll = [&deaf, sent] {
    for (std::size_t received = 0; received < sent;) {
      deaf.waitReadable(kDeadline);
      const std::string some = deaf.receiveSome(64 << 10);
      if (some.empty()) throw Failure("deaf client", "received nothing more");
      expectPattern(some, received);
      received += some.size();
    }
    deaf.close();
  };
  const Verdict verdict = expectServedBeside(trial, busy, readAll);
  if (verdict == Verdict::kSurvives) readAll();
  return verdict;
}

Verdict idleClients(const Trial& trial) {
  ServerProcess server(trial.row.command, Trial::options());
  std::deque<Client> clients;
  for (int i = 0; i < 10; ++i) clients.emplace_back(server.address());
  clients.front().expectEcho(kMessage);
  return spins(server, trial.expected) ? Verdict::kSpins : Verdict::kSurvives;
}

Verdict crowd(const Trial& trial) {
  raiseDescriptorLimit();
  ServerProcess server(trial.row.command, Trial::options());
  std::deque<Client> clients = connectMany(server, 1'100);
  if (answerTo(clients[0], kMessage, kDeadline) != Answer::kEcho) {
    throw Failure("client 0", "was not served, though it came first");
  }
  const auto patience =
      trial.expected == Verdict::kStalls ? kKeptWaiting : kDeadline;
  std::size_t refused = 0;
  for (std::size_t i = 1; i < clients.size(); ++i) {
    const Answer answer = answerTo(clients[i], kMessage, patience);
    if (answer == Answer::kNothing) {
      leave(clients.front());
      clients.pop_front();
      expectServedInTurn(clients);
      return Verdict::kStalls;
    }
    if (answer == Answer::kClosed) ++refused;
  }
  steps::add("server", fmt::format("turned {} of {} clients away", refused,
                                   clients.size()));
  if (refused > clients.size() / 2) {
    throw Failure("server", "turned most clients away");
  }
  std::ranges::for_each(clients, leave);
  Client next(server.address(), "the next client");
  next.expectEcho(kMessage);
  return refused > 0 ? Verdict::kRefuses : Verdict::kSurvives;
}

Verdict outOfDescriptors(const Trial& trial) {
  constexpr std::size_t kDescriptors = 64;
  SpawnOptions options = Trial::options();
  options.descriptors = kDescriptors;
  ServerProcess server(trial.row.command, options);
  std::deque<Client> waiting = connectMany(server, 500);

  // The front of the queue is served; then the server is full.
  if (answerTo(waiting[0], kMessage, kDeadline) != Answer::kEcho) {
    throw Failure("client 0", "was not served, though it came first");
  }
  leave(waiting.front());
  waiting.pop_front();
  const bool spun = spins(server, trial.expected);

  // Descriptors come back as clients leave: everybody's turn comes.
  expectServedInTurn(waiting);
  Client next(server.address(), "the next client");
  next.expectEcho(kMessage);
  return spun ? Verdict::kSpins : Verdict::kSurvives;
}

}  // namespace oneloop::testing::conformance
