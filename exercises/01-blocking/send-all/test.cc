#include <doctest/doctest.h>
#include <fmt/core.h>
#include <poll.h>

#include <string>

#include "common/testing/Call.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/01-blocking/send-all/send_all.h"

namespace oneloop::testing {
namespace {

// Much more than the kernel's buffers hold.
std::string much() {
  std::string bytes(4 << 20, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>('a' + i % 23);
  }
  return bytes;
}

// A call of sendAll, and a peer that does not read yet.
struct Conversation {
  std::string bytes = much();
  Connection ends = localPair();
  Call call{"sendAll", [this] {
              return oneloop::sendAll(ends.server.get(), bytes) ? "true"
                                                                : "false";
            }};

  Conversation() {
    ends.server.reset();  // the other process holds it
    steps::add("sendAll", fmt::format("is given {} bytes; the peer does not "
                                      "read yet",
                                      bytes.size()));
  }

  // Reads all there is, until nothing comes any more or the stream ends.
  void expectAllReceived() {
    steps::add("peer", "reads");
    std::string received;
    std::string buffer(1 << 16, '\0');
    while (pollFor(ends.client.get(), POLLIN, kPatience) != 0) {
      const ssize_t n =
          ::recv(ends.client.get(), buffer.data(), buffer.size(), 0);
      if (n <= 0) break;
      received.append(buffer, 0, static_cast<std::size_t>(n));
    }
    const std::string result = call.result();
    steps::add("sendAll", "returned " + result);
    if (received != bytes) {
      throw Failure(
          "peer",
          fmt::format(
              "received {} of {} bytes{}", received.size(), bytes.size(),
              bytes.starts_with(received) ? "" : ", and not in their order"));
    }
    CHECK(result == "true");
  }
};

TEST_CASE("a send that nothing disturbs takes everything") {
  Conversation it;
  it.expectAllReceived();
}

TEST_CASE("a send that a signal cuts short is continued") {
  Conversation it;
  it.call.interruptIn("sendto");  // bytes were moved: a short write
  it.expectAllReceived();
}

TEST_CASE("a send that is interrupted before it moved anything is repeated") {
  Conversation it;
  it.call.interruptIn("sendto");
  it.call.interruptIn("sendto");  // the buffer is full already: EINTR
  it.expectAllReceived();
}

TEST_CASE("a peer that is gone makes it return false") {
  Connection ends = localPair();
  ends.client.reset();
  Call call("sendAll", [&] {
    return oneloop::sendAll(ends.server.get(), "hello") ? "true" : "false";
  });
  CHECK(call.result() == "false");
}

}  // namespace
}  // namespace oneloop::testing
