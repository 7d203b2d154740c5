#include <doctest/doctest.h>

#include <string>

#include "common/testing/ServerChild.h"
#include "exercises/01-blocking/gone-client/serve.h"

namespace oneloop::testing {
namespace {

// So many that the server still answers when it becomes known that nobody
// reads.
std::string manyLines() {
  std::string lines;
  for (int i = 1; i <= 500; ++i) lines += std::to_string(i) + "\n";
  return lines;
}

TEST_CASE("each line comes back") {
  ServerChild server(serve, Blocking::kYes);
  server.face([&] {
    Client client = server.connect();
    client.expectEcho("one\n");
    client.expectEcho("two\nthree\n");
  });
}

TEST_CASE("a client that leaves before the answer takes nobody with it") {
  ServerChild server(serve, Blocking::kYes);
  server.face([&] {
    // While A is served, B comes and goes: its lines wait in the kernel.
    Client a = server.connect("client A");
    a.expectEcho("good morning\n");
    Client b = server.connect("client B");
    b.send(manyLines());
    b.close();
    a.close();
    Client c = server.connect("client C");
    c.expectEcho("is anybody there?\n");
  });
}

}  // namespace
}  // namespace oneloop::testing
