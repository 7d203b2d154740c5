#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "exercises/01-blocking/waiting-line/questions.h"

namespace oneloop::testing {
namespace {

// On loopback an answer takes microseconds; no answer takes for ever.
constexpr std::chrono::milliseconds kMoment{100};

void tell(const std::string& what) { steps::add("the kernel", what); }

// How a connect ended, or that it has not.
std::string outcomeOf(const Fd& client) {
  if (pollFor(client.get(), POLLOUT, kMoment) == 0) return "it hangs";
  return takeError(client.get()) == 0 ? "it succeeds" : "it fails";
}

struct FullServer {
  Listener listener = listenLocally(2);
  std::vector<Fd> clients;
  std::vector<std::string> outcomes;

  FullServer() {
    steps::add("server", "calls listen(fd, 2), and never accept");
    for (int i = 1; i <= 4; ++i) {
      clients.push_back(beginConnect(listener.address));
      outcomes.push_back(outcomeOf(clients.back()));
      tell("client " + std::to_string(i) + " connects: " + outcomes.back());
    }
  }
};

TEST_CASE(
    "question 1: how many clients does listen with a backlog of 2 admit?") {
  const Answer answer("kAdmitted", kAdmitted, {"1", "2", "3", "4"});
  const FullServer server;
  answer.compareWith(std::to_string(std::count(
      server.outcomes.begin(), server.outcomes.end(), "it succeeds")));
}

TEST_CASE("question 2: what happens to the client for whom there is no room?") {
  const Answer answer("kNextClient", kNextClient,
                      {"it fails", "it hangs", "it succeeds"});
  const FullServer server;
  answer.compareWith(server.outcomes.back());
}

TEST_CASE("question 3: what does a send before accept return?") {
  const Answer answer("kSendBeforeAccept", kSendBeforeAccept,
                      {"5", "0", "ENOTCONN", "EAGAIN"});
  const Listener listener = listenLocally();
  const Fd client = connectTo(listener.address);
  const std::string result =
      outcome(::send(client.get(), "hello", 5, MSG_DONTWAIT));
  tell("the client connects, and send returns " + result);
  answer.compareWith(result);
}

TEST_CASE("question 4: what does accept do with a connection that was reset?") {
  const Answer answer("kAcceptAfterReset", kAcceptAfterReset,
                      {"a socket", "ECONNABORTED", "ECONNRESET", "it waits"});
  const Listener listener = listenLocally();
  Fd client = connectTo(listener.address);
  const auto port = SocketAddress::localOf(client.get()).port();
  resetOnClose(client.get());
  client.reset();
  waitUntil("the reset has arrived",
            [&] { return tcpState(listener.address.port(), port) == 0; });

  setNonBlocking(listener.fd());
  const Fd accepted(::accept(listener.fd(), nullptr, nullptr));
  const std::string result = accepted          ? "a socket"
                             : errno == EAGAIN ? "it waits"
                                               : outcome(-1);
  tell("the client connects and resets; accept gives: " + result);
  answer.compareWith(result);
}

}  // namespace
}  // namespace oneloop::testing
