#include <doctest/doctest.h>

#include "common/testing/ServerChild.h"
#include "exercises/01-blocking/end-of-stream/echo.h"

namespace oneloop::testing {
namespace {

// One client after the other, as in echo_blocking.
void serve(int listener) {
  for (;;) {
    const Fd client(::accept(listener, nullptr, nullptr));
    if (client) echo(client.get());
  }
}

TEST_CASE("the server lets a client go that has finished") {
  ServerChild server(serve, Blocking::kYes);
  server.face([&] {
    Client client = server.connect();
    client.expectEcho("hello");
    client.halfClose();
    client.expectEnd();
  });
}

TEST_CASE("the server answers the next client") {
  ServerChild server(serve, Blocking::kYes);
  server.face([&] {
    Client a = server.connect("client A");
    a.expectEcho("hello");
    a.close();
    Client b = server.connect("client B");
    b.expectEcho("good morning");
  });
}

}  // namespace
}  // namespace oneloop::testing
