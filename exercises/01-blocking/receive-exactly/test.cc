#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "exercises/01-blocking/receive-exactly/receive_exactly.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kRecord = 5;

// A peer that sends, and a call of receiveExactly for one record.
struct Conversation {
  Connection ends = localPair();
  Call call{"receiveExactly", [fd = ends.server.get()] {
              std::array<char, kRecord> record{};
              const std::size_t n = oneloop::receiveExactly(fd, record);
              return fmt::format("returned {} of {} bytes, {}", n, kRecord,
                                 quoted({record.data(), std::min(n, kRecord)}));
            }};

  void send(std::string_view bytes) {
    steps::add("peer", fmt::format("sends {}", quoted(bytes)));
    sendAll(ends.client.get(), bytes);
  }
  void finish() {
    steps::add("peer", "closes the connection");
    ::shutdown(ends.client.get(), SHUT_RDWR);
  }
  void waitUntilTaken() {
    waitUntil("what was sent has been received", [this] {
      return unread(ends.server.get()) == 0 || call.returned();
    });
  }
  void expect(std::string_view expected) {
    const std::string result = call.result();
    steps::add("receiveExactly", result);
    if (result != expected) {
      throw Failure("receiveExactly",
                    fmt::format("{}; expected: {}", result, expected));
    }
  }
};

TEST_CASE("a record that comes whole is received") {
  Conversation it;
  it.send("hello");
  it.expect("returned 5 of 5 bytes, \"hello\"");
}

TEST_CASE("a record that comes in three pieces is received whole") {
  Conversation it;
  it.send("he");
  it.waitUntilTaken();
  it.send("ll");
  it.waitUntilTaken();
  it.send("o");
  it.expect("returned 5 of 5 bytes, \"hello\"");
}

TEST_CASE("the next record stays in the kernel") {
  Conversation it;
  it.send("he");
  it.waitUntilTaken();
  it.send("llo world");
  it.expect("returned 5 of 5 bytes, \"hello\"");
  CHECK(unread(it.ends.server.get()) == 6);
}

TEST_CASE("a record that is cut off is returned as far as it came") {
  Conversation it;
  it.send("he");
  it.finish();
  it.expect("returned 2 of 5 bytes, \"he\"");
}

TEST_CASE("a signal does not disturb it") {
  Conversation it;
  it.call.interruptIn("recvfrom");
  it.send("he");
  it.waitUntilTaken();
  it.call.interruptIn("recvfrom");
  it.send("llo");
  it.expect("returned 5 of 5 bytes, \"hello\"");
}

TEST_CASE("an error is thrown") {
  Call call("receiveExactly", [] {
    std::array<char, kRecord> record{};
    return std::to_string(oneloop::receiveExactly(-1, record));
  });
  CHECK(call.result() == "threw: recv: Bad file descriptor");
}

}  // namespace
}  // namespace oneloop::testing
