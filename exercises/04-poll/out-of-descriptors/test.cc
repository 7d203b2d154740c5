#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/resource.h>

#include <vector>

#include "common/check.h"
#include "common/testing/ServerChild.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
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
    server.expectAsleepIn("poll");

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
