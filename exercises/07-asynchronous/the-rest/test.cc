#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "common/testing/Deadline.h"
#include "common/testing/Needs.h"
#include "common/testing/Steps.h"
#include "common/testing/ioUring.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "exercises/07-asynchronous/the-rest/send_all.h"

namespace oneloop::testing {
namespace {

const Needs ioUring(ioUringMissing);

std::string pattern(std::size_t n) {
  std::string bytes(n, '\0');
  for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<char>(i ^ i >> 8);
  return bytes;
}

std::string readToEnd(int fd) {
  std::string all;
  std::array<char, 4096> buffer;
  ssize_t n = 0;
  while ((n = ::read(fd, buffer.data(), buffer.size())) > 0) {
    all.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return all;
}

TEST_CASE("a short message arrives") {
  Connection pair = localPair();
  Ring ring(8);
  const Deadline limit("sendAll");
  CHECK(oneloop::sendAll(ring, pair.server.get(), "hello"));
  CHECK(receiveExactly(pair.client.get(), 5) == "hello");
}

TEST_CASE("four megabytes arrive at a slow reader") {
  Connection pair = localPair();
  const std::string sent = pattern(4 << 20);
  std::string received;
  const pid_t sender = ::gettid();
  std::thread reader([&] {
    // It begins to read when no more fits in.
    try {
      procfs::waitUntilAsleepIn(sender, {"io_uring_enter"}, kPatience / 4);
    } catch (const Failure&) {
      // The sender believes that it is done.
    }
    received = readToEnd(pair.client.get());
  });
  bool result = false;
  {
    Ring ring(8);
    const Deadline limit("sendAll", 3 * kPatience);
    steps::add("sendAll", "is given 4194304 bytes");
    result = oneloop::sendAll(ring, pair.server.get(), sent);
    steps::add("sendAll", result ? "returns true" : "returns false");
  }
  pair.server.reset();
  reader.join();
  if (received.size() != sent.size()) {
    throw Failure("reader", fmt::format("{} of {} bytes arrived",
                                        received.size(), sent.size()));
  }
  if (received != sent) throw Failure("reader", "the bytes are out of order");
  CHECK(result);
}

TEST_CASE("a peer that is gone is told, not waited for") {
  Connection pair = localPair();
  pair.client.reset();
  Ring ring(8);
  const Deadline limit("sendAll");
  CHECK_FALSE(oneloop::sendAll(ring, pair.server.get(), "hello"));
}

TEST_CASE("a peer that leaves in the middle is told, too") {
  Connection pair = localPair();
  const std::string sent = pattern(4 << 20);
  const pid_t sender = ::gettid();
  std::thread reader([&] {
    try {
      procfs::waitUntilAsleepIn(sender, {"io_uring_enter"}, kPatience / 4);
    } catch (const Failure&) {
      // It did not wait: what it returns tells why.
    }
    pair.client.reset();
  });
  Ring ring(8);
  const Deadline limit("sendAll");
  const bool result = oneloop::sendAll(ring, pair.server.get(), sent);
  reader.join();
  CHECK_FALSE(result);
}

}  // namespace
}  // namespace oneloop::testing
