#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/socket.h>

#include <string>

#include "common/testing/Deadline.h"
#include "common/testing/Needs.h"
#include "common/testing/Steps.h"
#include "common/testing/ioUring.h"
#include "common/testing/sockets.h"
#include "exercises/07-asynchronous/more-to-come/receive_to_end.h"

namespace oneloop::testing {
namespace {

const Needs ioUring(ioUringMissing);

constexpr std::size_t kSize = 16;

std::string letters(std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += static_cast<char>('a' + i % 23);
  return text;
}

// Two buffers of 16 bytes, and clients who come one after the other.
class Office {
 public:
  Office() { buffers_.lendTo(ring_); }

  void expectAll(std::size_t n) {
    Connection pair = localPair();
    const std::string sent = letters(n);
    steps::add("client", fmt::format("sends {} bytes and closes", n));
    sendAll(pair.client.get(), sent);
    pair.client.reset();
    const Deadline limit("receiveToEnd");
    const std::string got = receiveToEnd(ring_, buffers_, pair.server.get());
    steps::add("receiveToEnd", fmt::format("returns {} bytes", got.size()));
    if (got.size() != n) {
      throw Failure("receiveToEnd",
                    fmt::format("returned {} of {} bytes", got.size(), n));
    }
    if (got != sent) {
      throw Failure("receiveToEnd", "returned other bytes than were sent");
    }
  }

 private:
  BufferRing buffers_{2, kSize};
  Ring ring_{16};
};

TEST_CASE("what fits into one buffer arrives") { Office().expectAll(10); }

TEST_CASE("more than the buffers hold arrives completely") {
  Office().expectAll(200);
}

TEST_CASE("the buffers are there for the next client") {
  Office office;
  for (int i = 0; i < 5; ++i) office.expectAll(kSize);
  office.expectAll(10'000);
  office.expectAll(0);
  office.expectAll(3);
}

TEST_CASE("a connection that breaks ends it, too") {
  BufferRing buffers(2, kSize);
  Ring ring(16);
  buffers.lendTo(ring);
  Connection pair = connectedPair();
  resetOnClose(pair.client.get());
  pair.client.reset();
  waitUntilTcpState(pair.server.get(), TCP_CLOSE);
  const Deadline limit("receiveToEnd");
  CHECK(receiveToEnd(ring, buffers, pair.server.get()).empty());
}

}  // namespace
}  // namespace oneloop::testing
