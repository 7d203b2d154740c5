#include <doctest/doctest.h>

#include "common/testing/ServerChild.h"
#include "exercises/04-poll/always-writable/serve.h"

namespace oneloop::testing {
namespace {

TEST_CASE("two clients are served") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    Client b = server.connect("client B");
    b.expectEcho("hello");
    a.expectEcho("good morning");
  });
}

TEST_CASE("the server sleeps while its clients are silent") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    a.expectEcho("hello");
    server.expectAsleepIn("poll");
  });
}

TEST_CASE("a client that reads late receives everything") {
  ServerChild server(serve);
  server.face([&] {
    Client slow = server.connect("client");
    const std::size_t sent = server.sendUntilStuck(slow, "poll");
    slow.receive(sent);
    server.expectAsleepIn("poll");
  });
}

}  // namespace
}  // namespace oneloop::testing
