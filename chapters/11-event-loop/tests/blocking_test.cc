// Why the sockets of a loop do not block, though poll asks before each call.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <string>

#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

TEST_CASE("one recv after each report does not wait on a blocking socket") {
  const Connection pair = localPair();
  for (const char* text : {"one", "two"}) {
    sendAll(pair.client.get(), text);
    REQUIRE(pollFor(pair.server.get(), POLLIN) == POLLIN);
    CHECK(receiveExactly(pair.server.get(), 3) == text);
  }
}

TEST_CASE("a writable blocking socket makes a send of 10 MB wait") {
  const Connection pair = connectedPair();
  REQUIRE(pollFor(pair.server.get(), POLLOUT) == POLLOUT);
  const std::string much(10'000'000, 'x');
  Child sender([&] {
    ::send(pair.server.get(), much.data(), much.size(), MSG_NOSIGNAL);
    return 0;
  });
  procfs::waitUntilAsleepIn(sender.pid(), {"sendto"});
}

}  // namespace
}  // namespace oneloop::testing
