#include <doctest/doctest.h>

#include <atomic>

#include "common/testing/ServerChild.h"
#include "common/testing/Steps.h"
#include "exercises/06-signal-driven/spoke-too-soon/serve.h"

namespace oneloop::testing {
namespace {

constexpr auto kWait = "sigwaitinfo";

TEST_CASE("two clients who take their time are served") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    server.expectAsleepIn(kWait);
    a.expectEcho("hello");
    Client b = server.connect("client B");
    server.expectAsleepIn(kWait);
    b.expectEcho("hello");
    a.expectEcho("still there?");
  });
}

TEST_CASE("a client that speaks before it is welcomed is answered") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    server.expectAsleepIn(kWait);
    server.pause();
    Client b = server.connect("client B");
    b.send("hello");
    waitUntilDelivered(b.fd());
    server.resume();
    CHECK(b.receive(5) == "hello");
    server.expectAsleepIn(kWait);
    a.expectEcho("hello");
  });
}

// Keeps the processor for a moment: a sleep would be too long.
void dawdle(int turns) {
  for (std::atomic<int> i = 0; i < turns; ++i) {
  }
}

TEST_CASE("a client that speaks while it is welcomed is answered") {
  ServerChild server(serve);
  server.face([&] {
    for (int i = 0; i < 3'000; ++i) {
      steps::clear();  // of those who have been answered
      Client hasty = server.connect("hasty client");
      dawdle(i % 300 * 20);
      hasty.expectEcho("hello");
      hasty.reset();
    }
  });
}

TEST_CASE("a client that has left is forgotten") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    a.send("hello");
    CHECK(a.receive(5) == "hello");
    a.halfClose();
    a.expectEnd();
    server.expectAsleepIn(kWait);
  });
}

}  // namespace
}  // namespace oneloop::testing
