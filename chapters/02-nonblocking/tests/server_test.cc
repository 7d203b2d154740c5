// echo_nonblocking: one thread, and nobody waits for anybody else.

#include <doctest/doctest.h>

#include <csignal>
#include <string>

#include "common/testing/Client.h"
#include "common/testing/Process.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

const std::string kProgram = ONELOOP_PROGRAM("echo_nonblocking");

TEST_CASE("echo_nonblocking makes nobody wait for a silent client") {
  const ServerProcess server({kProgram});
  const auto threads = procfs::threads(server.pid()).size();
  const Client silent(server.address(), "silent client");
  Client talker(server.address(), "talker");
  talker.expectEcho("hello");
  Client another(server.address(), "another");
  another.expectEcho("hello");
  talker.expectEcho("hello again");
  CHECK(procfs::threads(server.pid()).size() == threads);
}

TEST_CASE("echo_nonblocking goes on although one client does not read") {
  const ServerProcess server({kProgram});
  const Client deaf(server.address(), "deaf client");
  const std::size_t sent = fillSendBuffer(deaf.fd());
  CHECK(sent > 0);
  Client talker(server.address(), "talker");
  talker.expectEcho("hello");

  // What the deaf client sent is not lost.
  CHECK(receiveExactly(deaf.fd(), sent) == std::string(sent, 'x'));
}

TEST_CASE("echo_nonblocking stops on SIGINT and SIGTERM with a client") {
  for (const int signal : {SIGINT, SIGTERM}) {
    CAPTURE(signal);
    ServerProcess server({kProgram});
    Client client(server.address());
    client.expectEcho("hello");

    server.signal(signal);

    CHECK(server.process().wait().toString() == "exit status 0");
    CHECK(server.errors() == "");
    client.expectEnd();
  }
}

TEST_CASE("echo_nonblocking on a port in use fails and names the call") {
  const ServerProcess first({kProgram});
  const auto port = std::to_string(first.address().port());
  Process second({kProgram, "--port", port});
  CHECK(second.wait().toString() == "exit status 1");
  CHECK(second.errors() == "echo_nonblocking: bind 127.0.0.1:" + port +
                               ": Address already in use\n");
}

}  // namespace
}  // namespace oneloop::testing
