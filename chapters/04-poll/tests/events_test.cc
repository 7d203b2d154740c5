// What poll reports, asked or unasked.

#include <doctest/doctest.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>

#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

constexpr std::chrono::milliseconds kNoWait{0};

TEST_CASE("poll reports the same bytes again until they are read") {
  const auto [reader, writer] = localPair();
  sendAll(writer.get(), "ab");
  CHECK(pollFor(reader.get(), POLLIN, kNoWait) == POLLIN);
  CHECK(receiveExactly(reader.get(), 1) == "a");
  CHECK(pollFor(reader.get(), POLLIN, kNoWait) == POLLIN);
  CHECK(receiveExactly(reader.get(), 1) == "b");
  CHECK(pollFor(reader.get(), POLLIN, kNoWait) == 0);
}

TEST_CASE("POLLHUP comes unasked when the last writer of a pipe has closed") {
  auto [reader, writer] = makePipe();
  CHECK(pollFor(reader.get(), 0, kNoWait) == 0);
  CHECK(::write(writer.get(), "x", 1) == 1);
  writer.reset();
  CHECK(pollFor(reader.get(), 0, kNoWait) == POLLHUP);
  // What was written before is still there.
  CHECK(pollFor(reader.get(), POLLIN, kNoWait) == (POLLIN | POLLHUP));
  char byte = 0;
  CHECK(::read(reader.get(), &byte, 1) == 1);
  CHECK(pollFor(reader.get(), POLLIN, kNoWait) == POLLHUP);
  CHECK(::read(reader.get(), &byte, 1) == 0);
}

TEST_CASE("POLLERR comes unasked when a pipe has no reader any more") {
  auto [reader, writer] = makePipe();
  CHECK(pollFor(writer.get(), 0, kNoWait) == 0);
  reader.reset();
  CHECK(pollFor(writer.get(), 0, kNoWait) == POLLERR);
  CHECK(pollFor(writer.get(), POLLOUT, kNoWait) == (POLLOUT | POLLERR));
}

TEST_CASE("POLLNVAL comes unasked for a closed descriptor") {
  const Fd open = makeEvent(1);
  Fd gone = makeEvent();
  pollfd watched[] = {{gone.get(), 0, 0}, {open.get(), POLLIN, 0}};
  gone.reset();
  // select fails as a whole (EBADF); poll still tells of the others.
  CHECK(::poll(watched, 2, 0) == 2);
  CHECK(watched[0].revents == POLLNVAL);
  CHECK(watched[1].revents == POLLIN);
}

TEST_CASE("a regular file is always ready even at its end") {
  const Fd file = openRegularFile();
  ::lseek(file.get(), 0, SEEK_END);
  CHECK(pollFor(file.get(), POLLIN | POLLOUT, kNoWait) == (POLLIN | POLLOUT));
}

TEST_CASE("asked about a socket with room poll never waits") {
  const auto [reader, writer] = localPair();
  CHECK(pollFor(writer.get(), POLLIN, kNoWait) == 0);
  int returned = 0;
  for (int i = 0; i < 1'000; ++i) {
    returned += pollFor(writer.get(), POLLIN | POLLOUT) == POLLOUT ? 1 : 0;
  }
  CHECK(returned == 1'000);

  const std::size_t sent = fillSendBuffer(writer.get());
  CHECK(pollFor(writer.get(), POLLOUT, kNoWait) == 0);
  receiveExactly(reader.get(), sent);
  CHECK(pollFor(writer.get(), POLLOUT, kNoWait) == POLLOUT);
}

}  // namespace
}  // namespace oneloop::testing
