// What select says, and what it does not.

#include <doctest/doctest.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <initializer_list>

#include <cerrno>
#include <cstddef>
#include <vector>

#include "common/testing/Child.h"
#include "common/testing/descriptors.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

fd_set setOf(std::initializer_list<int> fds) {
  fd_set set;
  FD_ZERO(&set);
  for (const int fd : fds) FD_SET(fd, &set);
  return set;
}

// Asks about these without waiting; the set becomes the answer.
int selectReadable(fd_set& set) {
  timeval noWait{};
  return ::select(FD_SETSIZE, &set, nullptr, nullptr, &noWait);
}
int selectWritable(fd_set& set) {
  timeval noWait{};
  return ::select(FD_SETSIZE, nullptr, &set, nullptr, &noWait);
}
bool isReadable(int fd) {
  fd_set set = setOf({fd});
  return selectReadable(set) == 1;
}

TEST_CASE("select reports readiness only and the data stays in the socket") {
  const auto [client, server] = connectedPair();
  sendAll(client.get(), "hello");
  waitUntilUnread(server.get(), 5);

  CHECK(isReadable(server.get()));
  CHECK(unread(server.get()) == 5);
  CHECK(receiveExactly(server.get(), 5) == "hello");
}

TEST_CASE("FD_ISSET tells which descriptors are ready") {
  const auto events = makeEvents(100);
  fd_set set;
  FD_ZERO(&set);
  for (const Fd& event : events) FD_SET(event.get(), &set);
  makeReadable(events[7]);
  makeReadable(events[42]);

  CHECK(selectReadable(set) == 2);
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (FD_ISSET(events[i].get(), &set)) ready.push_back(i);
  }
  CHECK(ready == std::vector<std::size_t>{7, 42});
}

TEST_CASE("select overwrites its sets so they must be made anew each time") {
  const Fd first = makeEvent(1);
  const Fd second = makeEvent();
  fd_set set = setOf({first.get(), second.get()});
  CHECK(selectReadable(set) == 1);
  CHECK_FALSE(FD_ISSET(second.get(), &set));

  // The same set again: nobody asks about the second any more.
  makeReadable(second);
  CHECK(selectReadable(set) == 1);
  CHECK(FD_ISSET(first.get(), &set));
}

TEST_CASE("on Linux select writes the time that is left into its timeout") {
  const Fd event = makeEvent(1);
  fd_set set = setOf({event.get()});
  timeval timeout{10, 0};
  CHECK(::select(FD_SETSIZE, &set, nullptr, nullptr, &timeout) == 1);
  CHECK(timeout.tv_sec < 10);  // used again, it waits a little less each time

  FD_ZERO(&set);
  timeout = {0, 1'000};
  CHECK(::select(FD_SETSIZE, &set, nullptr, nullptr, &timeout) == 0);
  CHECK(timeout.tv_sec == 0);
  CHECK(timeout.tv_usec == 0);
}

TEST_CASE("select reports the same bytes again until they are read") {
  const auto [client, server] = connectedPair();
  sendAll(client.get(), "ab");
  waitUntilUnread(server.get(), 2);

  CHECK(isReadable(server.get()));
  CHECK(isReadable(server.get()));
  CHECK(receiveExactly(server.get(), 1) == "a");
  CHECK(isReadable(server.get()));
  CHECK(receiveExactly(server.get(), 1) == "b");
  CHECK_FALSE(isReadable(server.get()));
}

TEST_CASE("select fails with EBADF when one descriptor is closed") {
  const Fd open = makeEvent(1);
  Fd closed = makeEvent();
  fd_set set = setOf({open.get(), closed.get()});
  closed.reset();
  CHECK(selectReadable(set) == -1);
  CHECK(errno == EBADF);
}

TEST_CASE("a regular file is always ready even at its end") {
  const Fd file = openRegularFile();
  ::lseek(file.get(), 0, SEEK_END);
  CHECK(isReadable(file.get()));
  fd_set set = setOf({file.get()});
  CHECK(selectWritable(set) == 1);  // and it was opened for reading only
}

TEST_CASE("a byte that select reported may be gone when it is read") {
  const auto [client, server] = connectedPair();
  const Fd other = duplicate(server);  // another reader of the same socket
  sendAll(client.get(), "x");
  waitUntilUnread(server.get(), 1);
  CHECK(isReadable(server.get()));
  CHECK(isReadable(other.get()));
  CHECK(receiveExactly(server.get(), 1) == "x");

  // The second reader, told to read, would wait ...
  char byte = 0;
  Child blocked([&] { return ::recv(other.get(), &byte, 1, 0) == 1 ? 0 : 1; });
  procfs::waitUntilAsleepIn(blocked.pid(), {"recvfrom"});
  sendAll(client.get(), "y");
  CHECK(blocked.wait().toString() == "exit status 0");

  // ... unless its socket is non-blocking.
  setNonBlocking(other.get());
  CHECK(::recv(other.get(), &byte, 1, 0) == -1);
  CHECK(errno == EAGAIN);
}

TEST_CASE("asked about a socket with room select never waits") {
  const auto [reader, writer] = localPair();
  CHECK_FALSE(isReadable(writer.get()));  // it would wait, asked about this
  int returned = 0;
  for (int i = 0; i < 1'000; ++i) {
    fd_set set = setOf({writer.get()});
    timeval timeout{15, 0};
    returned += ::select(FD_SETSIZE, nullptr, &set, nullptr, &timeout);
  }
  CHECK(returned == 1'000);

  // So a server asks only while the socket's buffer is full.
  const std::size_t sent = fillSendBuffer(writer.get());
  fd_set set = setOf({writer.get()});
  CHECK(selectWritable(set) == 0);
  receiveExactly(reader.get(), sent);
  set = setOf({writer.get()});
  CHECK(selectWritable(set) == 1);
}

}  // namespace
}  // namespace oneloop::testing
