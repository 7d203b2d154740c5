#include <doctest/doctest.h>
#include <poll.h>

#include <string>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/02-nonblocking/not-now/serve_once.h"

namespace oneloop::testing {
namespace {

std::string nameOf(Verdict verdict) {
  return verdict == Verdict::kStays ? "kStays" : "kGone";
}

struct Server {
  Connection ends = connectedPair();

  Server() { setNonBlocking(ends.server.get()); }

  void expect(Verdict expected) {
    const Deadline limit("serveOnce");
    const std::string got = nameOf(serveOnce(ends.server.get()));
    steps::add("server", "asks the client once: serveOnce returns " + got);
    if (got != nameOf(expected)) {
      throw Failure("serveOnce",
                    "returned " + got + ", expected " + nameOf(expected));
    }
  }
  void send(std::string_view bytes) {
    steps::add("client", "sends " + quoted(bytes));
    sendAll(ends.client.get(), bytes);
    waitUntilUnread(ends.server.get(), bytes.size());
  }
};

TEST_CASE("what a client sends comes back") {
  Server server;
  server.send("hello");
  server.expect(Verdict::kStays);
  CHECK(receiveExactly(server.ends.client.get(), 5) == "hello");
}

TEST_CASE("a silent client stays") {
  Server server;
  steps::add("client", "connects, and says nothing");
  server.expect(Verdict::kStays);
  server.send("hello");
  server.expect(Verdict::kStays);
  server.expect(Verdict::kStays);
  CHECK(receiveExactly(server.ends.client.get(), 5) == "hello");
}

TEST_CASE("a client that has finished is gone") {
  Server server;
  steps::add("client", "closes the connection");
  server.ends.client.reset();
  REQUIRE(pollFor(server.ends.server.get(), POLLIN) != 0);
  server.expect(Verdict::kGone);
}

TEST_CASE("a client that resets the connection is gone") {
  Server server;
  steps::add("client", "resets the connection");
  resetOnClose(server.ends.client.get());
  server.ends.client.reset();
  REQUIRE(pollFor(server.ends.server.get(), POLLIN) != 0);
  server.expect(Verdict::kGone);
}

}  // namespace
}  // namespace oneloop::testing
