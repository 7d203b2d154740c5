#include <doctest/doctest.h>
#include <fmt/core.h>

#include <vector>

#include "common/testing/ServerChild.h"
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
