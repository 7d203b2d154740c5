#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/resource.h>

#include <chrono>
#include <thread>
#include <vector>

#include "common/check.h"
#include "common/testing/Deadline.h"
#include "common/testing/ServerChild.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/procfs.h"
#include "common/testing/sleepsIn.h"
#include "exercises/04-poll/out-of-descriptors/serve.h"

namespace oneloop::testing {
namespace {

// A server whose process may open three more descriptors.
void serveThree(int listener) {
  // A new descriptor gets the lowest free number: all below the third are used.
  const auto limit = static_cast<rlim_t>(makeEvents(3).back().get() + 1);
  const rlimit limits{limit, limit};
  check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &limits));
  serve(listener);
}

// It may leave out the listener, but not those who are in: a poll that watches
// fewer is a nap, in which nobody is served.
void expectToWaitFor(ServerChild& server, int clients) {
  server.expectAsleepIn("poll");
  steps::add("server", fmt::format("waits for its {} clients", clients));
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    const procfs::Sleep sleep = procfs::sleepingIn(server.pid());
    if (sleep.name == "poll" || sleep.name == "ppoll") {
      if (sleep.secondArgument >= clients) return;
      throw Failure("server",
                    fmt::format("sleeps in a poll that watches {} descriptors: "
                                "it has {} clients, and does not hear them",
                                sleep.secondArgument, clients));
    }
    std::this_thread::yield();
  }
  throw Failure("server",
                "should sleep in poll, but " + whatItDoes(server.pid()));
}

TEST_CASE("out of descriptors the server sleeps and serves on") {
  ServerChild server(serveThree);
  steps::add("server", "may open three more descriptors");
  server.face([&] {
    std::vector<Client> served;
    for (int i = 1; i <= 3; ++i) {
      served.push_back(server.connect(fmt::format("client {}", i)));
      served.back().expectEcho("hello");
    }
    Client outside = server.connect("client 4");
    outside.send("let me in");
    for (Client& client : served) client.expectEcho("still there?");
    expectToWaitFor(server, 3);

    served[1].close();
    CHECK(outside.receive(9) == "let me in");
    served[0].expectEcho("good bye");
    server.expectAsleepIn("poll");
  });
}

TEST_CASE("it lets in one after the other") {
  ServerChild server(serveThree);
  server.face([&] {
    std::vector<Client> clients;
    for (int i = 1; i <= 6; ++i) {
      clients.push_back(server.connect(fmt::format("client {}", i)));
      clients.back().send("hello");
    }
    for (Client& client : clients) {
      CHECK(client.receive(5) == "hello");
      client.close();
    }
  });
}

}  // namespace
}  // namespace oneloop::testing
