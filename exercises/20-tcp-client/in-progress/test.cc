#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "tests/Attempts.h"
#include "tests/RefusedPort.h"

namespace {

bool interruptNext = false;

}  // namespace

// The C library's connect, which the judge can interrupt: as after a signal,
// the kernel goes on.
extern "C" int connect(int fd, const sockaddr* address, socklen_t size) {
  const auto result =
      static_cast<int>(::syscall(SYS_connect, fd, address, size));
  if (!interruptNext) return result;
  interruptNext = false;
  errno = EINTR;
  return -1;
}

namespace oneloop::testing {
namespace {

// Throws if an attempt has failed. It is told in the next turn.
void expectNoFailure(Attempts& attempts) {
  attempts.pass(0);
  if (attempts.failures.empty()) return;
  throw Failure("the attempt", std::string("it fails with ") +
                                   ::strerrorname_np(attempts.failures[0]));
}

TEST_CASE("an attempt that is in progress is no failure") {
  const Deadline limit("the connector");
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  steps::add("program", "start(); a server listens");
  attempts.connector->start();
  expectNoFailure(attempts);
}

TEST_CASE("it ends with a connected, non-blocking socket") {
  const Deadline limit("the connector");
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  attempts.connector->start();
  attempts.runUntilConnected();
  expectNoFailure(attempts);
  CHECK(isNonBlocking(attempts.sockets[0].get()));
  const Fd accepted = acceptFrom(server);
  sendAll(accepted.get(), "hello");
  CHECK(receiveExactly(attempts.sockets[0].get(), 5) == "hello");
}

TEST_CASE("an attempt that a signal interrupts goes on") {
  const Deadline limit("the connector");
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  steps::add("program", "start(); a signal comes: connect gives EINTR");
  interruptNext = true;
  attempts.connector->start();
  expectNoFailure(attempts);
  attempts.runUntilConnected();
}

TEST_CASE("start does not wait, though nobody answers") {
  const Deadline limit("start");
  const FullPort port;
  Attempts attempts(port.address());
  steps::add("program", "start(); the server's queue is full");
  attempts.connector->start();
  attempts.pass(0.01);
  expectNoFailure(attempts);
  CHECK(attempts.sockets.empty());
}

TEST_CASE("while nobody answers the loop sleeps") {
  const Deadline limit("the connector");
  const FullPort port;
  Attempts attempts(port.address());
  attempts.connector->start();
  const std::size_t before = procfs::voluntarySwitches(::gettid());
  steps::add("program", "lets the loop run for 50 ms");
  EventLoop* const loop = attempts.loop.get();
  loop->runAfter(0.05, [&] { loop->quit(); });
  const auto turns = loop->iteration();
  loop->loop();
  CHECK(loop->iteration() - turns < 5);
  CHECK(procfs::voluntarySwitches(::gettid()) - before < 20);
}

TEST_CASE("a refused attempt fails, and is made again") {
  const Deadline limit("the connector");
  const RefusedPort port;
  Attempts attempts(port.address());
  attempts.connector->start();
  attempts.runUntilFailures(2);
  const std::string told = ::strerrorname_np(attempts.failures[1]);
  CHECK(told == "ECONNREFUSED");
}

TEST_CASE("what fails at once is told in the next turn") {
  const Deadline limit("the connector");
  Attempts attempts(InetAddress("127.255.255.255", 80));
  steps::add("program", "start(), to a broadcast address");
  attempts.connector->start();
  CHECK(attempts.failures.empty());
  attempts.runUntilFailures(1);
  const std::string told = ::strerrorname_np(attempts.failures[0]);
  CHECK(told == "ENETUNREACH");
}

TEST_CASE("its callback may let go of the connector, and go on") {
  const Deadline limit("the connector");
  const Listener server = listenLocally();
  Attempts attempts(inetAddress(server.address));
  std::string said;
  attempts.connector->setNewConnectionCallback(
      [&, captured = std::string(100, 'x')](Fd socket) {
        attempts.connector.reset();
        attempts.sockets.push_back(std::move(socket));
        said = captured;
      });
  attempts.connector->start();
  attempts.runUntilConnected();
  CHECK(said == std::string(100, 'x'));
}

}  // namespace
}  // namespace oneloop::testing
