// The line echo server, as a process.

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <string>

#include "common/connectTo.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

TEST_CASE("line_echo sends back each line when it is whole") {
  ServerProcess server({ONELOOP_PROGRAM("line_echo")});
  const Fd client = connectTo(server.address());
  sendAll(client.get(), "hel");
  sendAll(client.get(), "lo\nwor");
  CHECK(receiveExactly(client.get(), 6) == "hello\n");
  sendAll(client.get(), "ld\n\nbye\nand no more");
  CHECK(receiveExactly(client.get(), 11) == "world\n\nbye\n");
  CHECK(server.stop() == ExitStatus{0, 0});
}

TEST_CASE("line_echo closes a client whose line does not end") {
  ServerProcess server({ONELOOP_PROGRAM("line_echo")});
  const Fd client = connectTo(server.address());
  const std::string endless(10'000, 'x');
  ssize_t sent = 0;
  for (int i = 0; i < 1'000 && sent != -1; ++i) {
    sent = ::send(client.get(), endless.data(), endless.size(), MSG_NOSIGNAL);
  }
  CHECK(sent == -1);
  CHECK(server.stop() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
