#include "exercises/16-buffer/read-it-all/readInto.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <string>

#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "oneloop/Buffer.h"

namespace {

const oneloop::Buffer* watched = nullptr;
int calls = 0;
std::size_t owned = 0;  // by the buffer, during a call

void noteCall() {
  ++calls;
  if (watched != nullptr) owned = std::max(owned, watched->internalCapacity());
}

}  // namespace

// The C library's, which tell the judge.
extern "C" ssize_t read(int fd, void* bytes, std::size_t size) {
  noteCall();
  return ::syscall(SYS_read, fd, bytes, size);
}
extern "C" ssize_t readv(int fd, const iovec* places, int n) {
  noteCall();
  return ::syscall(SYS_readv, fd, places, n);
}
extern "C" ssize_t recv(int fd, void* bytes, std::size_t size, int flags) {
  noteCall();
  return ::syscall(SYS_recvfrom, fd, bytes, size, flags, nullptr, nullptr);
}
extern "C" int ioctl(int fd, unsigned long request, ...) noexcept {
  noteCall();
  va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  return static_cast<int>(::syscall(SYS_ioctl, fd, request, argument));
}

namespace oneloop::testing {
namespace {

constexpr std::size_t kSmall = 4'096;

/// A connection on which bytes wait, and a buffer for them.
class Reading {
 public:
  explicit Reading(const std::string& bytes = {}) { arrive(bytes); }

  void arrive(const std::string& bytes) {
    sendAll(pair.client.get(), bytes);
    waitUntilUnread(pair.server.get(), bytes.size());
    if (!bytes.empty()) {
      steps::add("socket", fmt::format("{} bytes wait", bytes.size()));
    }
  }

  ssize_t read() {
    calls = 0;
    owned = 0;
    watched = &buffer;
    const ssize_t n = readInto(&buffer, pair.server.get(), &error);
    watched = nullptr;
    steps::add("you", fmt::format("read {}; {} calls; the buffer owns {} bytes",
                                  n, calls, buffer.internalCapacity()));
    if (calls > 1) {
      throw Failure("readInto", fmt::format("{} system calls, not one", calls));
    }
    if (owned > kSmall) {
      throw Failure("the buffer",
                    fmt::format("owns {} bytes during the call; the limit is "
                                "{}: what does not fit goes elsewhere",
                                owned, kSmall));
    }
    return n;
  }

  Connection pair = connectedPair();
  Buffer buffer;
  int error = 0;
};

TEST_CASE("a short message is appended") {
  Reading reading("world");
  reading.buffer.append("hello ");
  CHECK(reading.read() == 5);
  CHECK(reading.buffer.toStringPiece() == "hello world");
}

TEST_CASE("more than there is room for is read with one call") {
  const std::string bytes(30'000, 'x');
  Reading reading(bytes);
  CHECK(reading.read() == 30'000);
  CHECK((reading.buffer.toStringPiece() == bytes));
}

TEST_CASE("the bytes are in their order, first the room and then the rest") {
  std::string bytes;
  for (int i = 0; i < 5'000; ++i) bytes += std::to_string(i);
  Reading reading(bytes);
  reading.buffer.append("0123456789");
  reading.buffer.retrieve(4);
  CHECK(reading.read() == static_cast<ssize_t>(bytes.size()));
  CHECK((reading.buffer.toStringPiece() == "456789" + bytes));
}

TEST_CASE("a full buffer can read, too") {
  Reading reading("more");
  reading.buffer.append(std::string(Buffer::kInitialSize, 'x'));
  CHECK(reading.read() == 4);
  CHECK(reading.buffer.readableBytes() == Buffer::kInitialSize + 4);
}

TEST_CASE("a buffer that gets little stays small") {
  Reading reading("hello");
  reading.read();
  const std::size_t bytes = reading.buffer.internalCapacity();
  if (bytes > 2'048) {
    throw Failure(
        "the buffer",
        fmt::format("owns {} bytes, for 5; the limit is 2048", bytes));
  }
}

TEST_CASE("nothing to read is told, and changes nothing") {
  Reading reading;
  setNonBlocking(reading.pair.server.get());
  reading.buffer.append("abc");
  CHECK(reading.read() == -1);
  CHECK(reading.error == EAGAIN);
  CHECK(reading.buffer.toStringPiece() == "abc");
  reading.pair.client.reset();
  pollFor(reading.pair.server.get(), POLLIN);
  CHECK(reading.read() == 0);
  CHECK(reading.buffer.toStringPiece() == "abc");
}

}  // namespace
}  // namespace oneloop::testing
