#include <doctest/doctest.h>

#include "common/testing/ServerChild.h"
#include "exercises/03-select/close-twice/serve.h"

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

TEST_CASE("a client that has left is forgotten") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    a.expectEcho("hello");
    a.halfClose();
    a.expectEnd();
    server.expectAsleepIn("select");
  });
}

TEST_CASE("a client that comes while another one leaves is served") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    Client b = server.connect("client B");
    a.expectEcho("hello");
    b.expectEcho("hello");
    // Both events are there when it looks again.
    server.pause();
    a.close();
    Client c = server.connect("client C");
    server.resume();
    c.expectEcho("good morning");
    b.expectEcho("still there?");
  });
}

}  // namespace
}  // namespace oneloop::testing
