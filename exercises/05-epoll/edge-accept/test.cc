#include <doctest/doctest.h>

#include "common/testing/ServerChild.h"
#include "exercises/05-epoll/edge-accept/serve.h"

namespace oneloop::testing {
namespace {

TEST_CASE("clients that come one by one are served") {
  ServerChild server(serve);
  server.face([&] {
    Client a = server.connect("client A");
    a.expectEcho("hello");
    Client b = server.connect("client B");
    b.expectEcho("good morning");
  });
}

TEST_CASE("clients that come at the same time are all served") {
  ServerChild server(serve);
  server.face([&] {
    Client first = server.connect("client 1");
    first.expectEcho("hello");  // the server runs
    server.pause();
    Client a = server.connect("client A");
    Client b = server.connect("client B");
    Client c = server.connect("client C");
    server.resume();
    a.expectEcho("hello from A");
    b.expectEcho("hello from B");
    c.expectEcho("hello from C");
    server.expectAsleepIn("epoll_wait");
  });
}

}  // namespace
}  // namespace oneloop::testing
