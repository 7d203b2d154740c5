// pingpong, retry and soak, as processes.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

#include "common/testing/Process.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"
#include "common/testing/strace.h"
#include "common/testing/waitUntil.h"
#include "tests/RefusedPort.h"

namespace oneloop::testing {
namespace {

std::vector<std::string> pingpong(std::uint16_t port,
                                  std::vector<std::string> options) {
  std::vector<std::string> command{ONELOOP_PROGRAM("pingpong"), "--port",
                                   std::to_string(port)};
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

TEST_CASE("pingpong sends a message again when all of it is back") {
  const Listener server = listenLocally();
  Process client(pingpong(server.address.port(), {"--rounds", "2"}));
  const Fd peer = acceptFrom(server);
  const std::string message = receiveExactly(peer.get(), 64);
  sendAll(peer.get(), message.substr(0, 10));
  CHECK(pollFor(peer.get(), POLLIN, std::chrono::milliseconds(20)) == 0);
  sendAll(peer.get(), message.substr(10));
  CHECK(receiveExactly(peer.get(), 64) == message);
  sendAll(peer.get(), message);
  char byte = 0;
  CHECK(::recv(peer.get(), &byte, 1, 0) == 0);  // it disconnects
  CHECK(::shutdown(peer.get(), SHUT_WR) == 0);
  const std::string said = client.readRest();
  CHECK(said.starts_with("1 x 2 round trips of 64 bytes: "));
  CHECK(client.wait() == ExitStatus{0, 0});
}

TEST_CASE("pingpong waits for a server that is started later") {
  RefusedPort port;
  Process client(pingpong(port.address().port(), {"--rounds", "1"}));
  waitUntil("it has been refused", [&] {
    return client.errors().find("Connection refused") != std::string::npos;
  });
  const Listener server = port.listen();
  Fd peer = acceptFrom(server);
  sendAll(peer.get(), receiveExactly(peer.get(), 64));
  peer.reset();
  CHECK(client.wait() == ExitStatus{0, 0});
}

TEST_CASE("pingpong connects although its connect was interrupted") {
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  const Listener server = listenLocally();
  Process client(
      underStrace("connect", pingpong(server.address.port(), {"--rounds", "1"}),
                  "error=EINTR:when=1"),
      withoutLeakCheck());
  Fd peer = acceptFrom(server);
  sendAll(peer.get(), receiveExactly(peer.get(), 64));
  peer.reset();
  CHECK(client.wait() == ExitStatus{0, 0});
  CHECK(client.errors().find("(INJECTED)") != std::string::npos);
}

TEST_CASE("pingpong stops when it is asked to, in the middle of it") {
  for (const bool connected : {false, true}) {
    const Listener server = listenLocally();
    const RefusedPort refused;
    Process client(
        pingpong(connected ? server.address.port() : refused.address().port(),
                 {"--connections", "3"}));
    if (connected) {
      const Fd peer = acceptFrom(server);
      receiveExactly(peer.get(), 64);
    } else {
      waitUntil("it has been refused",
                [&] { return !client.errors().empty(); });
    }
    client.signal(SIGTERM);
    CHECK(client.wait() == ExitStatus{0, 0});
  }
}

TEST_CASE("retry is refused twice, then served") {
  Process retry({ONELOOP_PROGRAM("retry")});
  CHECK(retry.readRest() ==
        "client  Connection refused\n"
        "client  Connection refused\n"
        "server  listens\n"
        "client  is connected\n"
        "server  gets ping\n"
        "client  gets pong\n"
        "client  has left\n");
  CHECK(retry.wait() == ExitStatus{0, 0});
}

TEST_CASE("a second of soaking: no byte, descriptor or memory is lost") {
  Process soak({ONELOOP_PROGRAM("soak"), "--seconds", "1"});
  const std::string said = soak.readRest(std::chrono::seconds(50));
  CAPTURE(said);
  CHECK(said.ends_with("verdict: good\n"));
  CHECK(soak.wait() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
