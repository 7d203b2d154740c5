#include <doctest/doctest.h>
#include <fmt/core.h>

#include <chrono>
#include <vector>

#include "common/testing/Deadline.h"
#include "common/testing/ServerChild.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "exercises/04-poll/poll-step/step.h"

namespace oneloop::testing {
namespace {

void serve(int listener) {
  PollServer server(listener);
  for (;;) step(server);
}

TEST_CASE("a client is served") {
  ServerChild server(serve);
  server.face([&] {
    Client client = server.connect();
    client.expectEcho("hello");
    server.expectAsleepIn("poll");
    client.expectEcho("good morning");
  });
}

TEST_CASE("a client that leaves is let go and the others stay who they are") {
  ServerChild server(serve);
  server.face([&] {
    std::vector<Client> clients;
    for (int i = 1; i <= 5; ++i) {
      clients.push_back(server.connect(fmt::format("client {}", i)));
      clients.back().expectEcho(fmt::format("I am {}", i));
    }
    for (const std::size_t i : {1U, 4U}) {
      clients[i].halfClose();
      clients[i].expectEnd();
    }
    for (const std::size_t i : {0U, 2U, 3U}) {
      clients[i].expectEcho(fmt::format("I am still {}", i + 1));
    }
    server.expectAsleepIn("poll");
  });
}

TEST_CASE("what happens all at once is served all at once") {
  ServerChild server(serve);
  server.face([&] {
    std::vector<Client> clients;
    for (int i = 1; i <= 5; ++i) {
      clients.push_back(server.connect(fmt::format("client {}", i)));
      clients.back().expectEcho("hello");
    }
    server.pause();
    clients[0].close();
    clients[1].send("it is 2");
    clients[2].close();
    clients[4].send("it is 5");
    Client newcomer = server.connect("client 6");
    server.resume();
    CHECK(clients[1].receive(7) == "it is 2");
    CHECK(clients[4].receive(7) == "it is 5");
    newcomer.expectEcho("hello");
    clients[3].expectEcho("I have waited");
  });
}

TEST_CASE("one step serves all that is ready") {
  const Listener listener = listenLocally();
  setNonBlocking(listener.fd());
  PollServer server(listener.fd());
  std::vector<Client> clients;
  for (int i = 1; i <= 3; ++i) {
    clients.emplace_back(listener.address, fmt::format("client {}", i),
                         kPatience);
  }
  waitUntil("three clients are in the queue",
            [&] { return queuedClients(listener.fd()) == 3; });
  const Deadline limit("step");
  step(server);
  steps::add("step", fmt::format("is called: the server has {} clients",
                                 server.clients.size()));
  if (server.clients.size() != 3) {
    throw Failure("step", "should have accepted all three");
  }

  clients[0].close();
  clients[1].send("it is 2");
  clients[2].send("it is 3");
  for (const EchoConnection& client : server.clients) {
    REQUIRE(pollFor(client.fd(), POLLIN, kPatience) != 0);
  }
  step(server);
  steps::add("step", "is called once more: all three are ready");
  for (const std::size_t i : {1U, 2U}) {
    if (!clients[i].waitReadable(std::chrono::milliseconds(500))) {
      throw Failure("step", fmt::format("passed over client {}: does the loop "
                                        "skip one when it removes another?",
                                        i + 1));
    }
  }
  CHECK(server.clients.size() == 2);
  CHECK(server.watched.size() == 3);
}

TEST_CASE("a client that reads late receives everything") {
  ServerChild server(serve);
  server.face([&] {
    Client slow = server.connect("client");
    const std::size_t sent = server.sendUntilStuck(slow, "poll");
    Client other = server.connect("another client");
    other.expectEcho("does it wait for him?");
    slow.receive(sent);
    server.expectAsleepIn("poll");
  });
}

}  // namespace
}  // namespace oneloop::testing
