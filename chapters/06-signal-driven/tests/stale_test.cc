// A signal holds a number, and numbers are used again.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "common/testing/SignalQueue.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a signal may come for a socket that is closed already") {
  SignalQueue queue{kSocketSignal};
  auto [reader, writer] = localPair();
  askForSignals(reader.get());
  sendAll(writer.get(), "x");
  const int number = reader.get();
  reader.reset();
  CHECK(queue.now().si_fd == number);
  CHECK(::fcntl(number, F_GETFD) == -1);
}

TEST_CASE("then a new socket with this number looks as if it were ready") {
  SignalQueue queue{kSocketSignal};
  auto [reader, writer] = localPair();
  askForSignals(reader.get());
  sendAll(writer.get(), "x");
  const int number = reader.get();
  reader.reset();

  const auto [next, peer] = localPair();  // open takes the lowest free number
  REQUIRE(next.get() == number);
  CHECK(queue.now().si_fd == next.get());
  setNonBlocking(next.get());
  char byte = 0;
  CHECK(outcome(::recv(next.get(), &byte, 1, 0)) == "EAGAIN");
}

TEST_CASE("after dup and close signals go on coming for the closed number") {
  SignalQueue queue{kSocketSignal};
  auto [reader, writer] = localPair();
  askForSignals(reader.get());
  const Fd copy = duplicate(reader);
  const int number = reader.get();
  reader.reset();
  sendAll(writer.get(), "x");
  CHECK(queue.now().si_fd == number);
}

TEST_CASE("the end of a TCP stream is told twice") {
  SignalQueue queue{kSocketSignal};
  auto [client, server] = connectedPair();
  askForSignals(server.get());
  client.reset();
  // A server that closes after the first finds the second in its queue.
  CHECK(queue.wait().si_fd == server.get());
  CHECK(queue.wait().si_fd == server.get());
}

}  // namespace
}  // namespace oneloop::testing
