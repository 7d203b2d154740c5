// io_uring: operations and their completions.

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <thread>

#include "common/BufferRing.h"
#include "common/Ring.h"
#include "common/connectTo.h"
#include "common/testing/ioUring.h"
#include "common/testing/procfs.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

#define SKIP_WITHOUT_IO_URING()                          \
  if (const auto why = ioUringMissing(); !why.empty()) { \
    return skip(why);                                    \
  }

constexpr std::uint64_t kFirst = 1;
constexpr std::uint64_t kSecond = 2;

Completion next(Ring& ring) {
  for (;;) {
    if (const auto done = ring.take()) return *done;
    ring.submitAndWait(1);
  }
}

// What has completed by now.
std::optional<Completion> nextIfThere(Ring& ring) {
  ring.submitAndWait(0);
  ::io_uring_get_events(ring.get());
  return ring.take();
}

// A connection whose server side receives into a ring of two buffers.
struct Receiver {
  static constexpr std::size_t kSize = 4;

  Receiver() {
    buffers.lendTo(ring);
    arm();
  }
  void arm() {
    io_uring_sqe* const entry = ring.entry(kFirst);
    ::io_uring_prep_recv_multishot(entry, pair.server.get(), nullptr, 0, 0);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = BufferRing::kGroup;
    ring.submitAndWait(0);
  }
  std::string bytesOf(const Completion& done) const {
    return std::string(buffers.bytes(BufferRing::idOf(done),
                                     static_cast<std::size_t>(done.result)));
  }

  Connection pair = localPair();
  BufferRing buffers{2, kSize};
  Ring ring{8};
};

TEST_CASE("when a recv has completed the bytes are in the buffer") {
  SKIP_WITHOUT_IO_URING();
  const auto [client, server] = localPair();
  std::array<char, 5> buffer{};
  Ring ring(8);
  ::io_uring_prep_recv(ring.entry(kFirst), server.get(), buffer.data(),
                       buffer.size(), 0);
  CHECK_FALSE(nextIfThere(ring));
  sendAll(client.get(), "hello");

  const Completion done = next(ring);
  CHECK(done.data == kFirst);
  CHECK(done.result == 5);
  CHECK_FALSE(done.more());
  // Nobody has called recv, and nothing is left to receive.
  CHECK(std::string(buffer.data(), buffer.size()) == "hello");
  CHECK(unread(server.get()) == 0);
}

TEST_CASE("waiting for a completion is a call that blocks") {
  SKIP_WITHOUT_IO_URING();
  const auto [client, server] = localPair();
  char byte = 0;
  const pid_t sleeper = ::gettid();
  Ring ring(8);
  ::io_uring_prep_recv(ring.entry(kFirst), server.get(), &byte, 1, 0);
  std::thread other([&client = client, sleeper] {
    procfs::waitUntilAsleepIn(sleeper, {"io_uring_enter"});
    sendAll(client.get(), "x");
  });
  CHECK(next(ring).result == 1);
  other.join();
  CHECK(byte == 'x');
}

TEST_CASE("operations on one socket do not wait for each other") {
  SKIP_WITHOUT_IO_URING();
  const auto [client, server] = localPair();
  char byte = 0;
  Ring ring(8);
  ::io_uring_prep_recv(ring.entry(kFirst), server.get(), &byte, 1, 0);
  ::io_uring_prep_send(ring.entry(kSecond), server.get(), "hello", 5, 0);
  const Completion done = next(ring);
  CHECK(done.data == kSecond);
  CHECK(receiveExactly(client.get(), 5) == "hello");
  CHECK_FALSE(ring.take());  // the recv goes on
}

TEST_CASE("a recv waits on a non-blocking socket too but for MSG_DONTWAIT") {
  SKIP_WITHOUT_IO_URING();
  const auto [client, server] = localPair();
  setNonBlocking(server.get());
  char byte = 0;
  Ring ring(8);
  ::io_uring_prep_recv(ring.entry(kFirst), server.get(), &byte, 1,
                       MSG_DONTWAIT);
  CHECK(next(ring).result == -EAGAIN);
  ::io_uring_prep_recv(ring.entry(kFirst), server.get(), &byte, 1, 0);
  CHECK_FALSE(nextIfThere(ring));
  sendAll(client.get(), "x");
  CHECK(next(ring).result == 1);
}

TEST_CASE("a completion may be short and the rest is the program's to send") {
  SKIP_WITHOUT_IO_URING();
  const auto [client, server] = localPair();
  const std::string much(4 << 20, 'x');
  Ring ring(8);
  ::io_uring_prep_send(ring.entry(kFirst), server.get(), much.data(),
                       much.size(), MSG_DONTWAIT);
  const int sent = next(ring).result;
  CHECK(sent > 0);
  CHECK(static_cast<std::size_t>(sent) < much.size());
  // And then there is no room at all.
  ::io_uring_prep_send(ring.entry(kFirst), server.get(), much.data(),
                       much.size(), MSG_DONTWAIT);
  CHECK(next(ring).result == -EAGAIN);
}

TEST_CASE("one multishot accept accepts every client") {
  SKIP_WITHOUT_IO_URING();
  const Listener listener = listenLocally();
  Ring ring(8);
  ::io_uring_prep_multishot_accept(ring.entry(kFirst), listener.fd(), nullptr,
                                   nullptr, SOCK_CLOEXEC);
  std::deque<Fd> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(connectTo(listener.address));
    const Completion done = next(ring);
    const Fd socket(done.result);
    CHECK(socket);
    CHECK(done.more());
    sendAll(socket.get(), "hello");
    CHECK(receiveExactly(clients.back().get(), 5) == "hello");
  }
}

TEST_CASE("one multishot recv brings every message in a buffer of its own") {
  SKIP_WITHOUT_IO_URING();
  Receiver receiver;
  for (const std::string message : {"one", "two"}) {
    sendAll(receiver.pair.client.get(), message);
    const Completion done = next(receiver.ring);
    CHECK(done.more());
    CHECK((done.flags & IORING_CQE_F_BUFFER) != 0);
    CHECK(receiver.bytesOf(done) == message);
  }
}

TEST_CASE("without a free buffer a multishot recv ends with ENOBUFS") {
  SKIP_WITHOUT_IO_URING();
  Receiver receiver;
  sendAll(receiver.pair.client.get(), "0123456789");  // two buffers hold 8
  const Completion first = next(receiver.ring);
  const Completion second = next(receiver.ring);
  CHECK(receiver.bytesOf(first) == "0123");
  CHECK(receiver.bytesOf(second) == "4567");
  const Completion third = next(receiver.ring);
  CHECK(third.result == -ENOBUFS);
  CHECK_FALSE(third.more());

  // What it could not take is still in the kernel: nothing is lost. A buffer
  // alone does not bring it; the operation is over.
  CHECK(unread(receiver.pair.server.get()) == 2);
  receiver.buffers.giveBack(BufferRing::idOf(first));
  CHECK_FALSE(nextIfThere(receiver.ring));
  receiver.arm();
  CHECK(receiver.bytesOf(next(receiver.ring)) == "89");
}

TEST_CASE("the end of the stream ends a multishot recv with 0") {
  SKIP_WITHOUT_IO_URING();
  Receiver receiver;
  ::shutdown(receiver.pair.client.get(), SHUT_WR);
  const Completion done = next(receiver.ring);
  CHECK(done.result == 0);
  CHECK_FALSE(done.more());
}

TEST_CASE("a cancelled operation completes with ECANCELED") {
  SKIP_WITHOUT_IO_URING();
  Receiver receiver;
  Ring& ring = receiver.ring;
  ::io_uring_prep_cancel64(ring.entry(kSecond), kFirst, 0);
  bool cancelled = false;
  bool told = false;
  for (int i = 0; i < 2; ++i) {
    const Completion done = next(ring);
    cancelled |= done.data == kFirst && done.result == -ECANCELED;
    told |= done.data == kSecond && done.result == 0;
    CHECK_FALSE(done.more());
  }
  CHECK(cancelled);
  CHECK(told);
  ::io_uring_prep_cancel64(ring.entry(kSecond), kFirst, 0);
  CHECK(next(ring).result == -ENOENT);  // there is none any more
}

TEST_CASE("a ring that is destroyed leaves later bytes in the socket") {
  SKIP_WITHOUT_IO_URING();
  const auto [client, server] = localPair();
  std::string buffer = "untouched";
  {
    Ring ring(8);
    ::io_uring_prep_recv(ring.entry(kFirst), server.get(), buffer.data(),
                         buffer.size(), 0);
    CHECK_FALSE(nextIfThere(ring));
  }
  sendAll(client.get(), "too late");
  CHECK(unread(server.get()) == 8);
  CHECK(buffer == "untouched");
}

}  // namespace
}  // namespace oneloop::testing
