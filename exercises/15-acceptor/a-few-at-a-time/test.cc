#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "oneloop/Acceptor.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"

namespace {

int failure = 0;   // errno of the next accept4, if not 0
int failures = 0;  // how many of them fail so
int calls = 0;

}  // namespace

// The C library's accept4, which the judge can make fail.
extern "C" int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  ++calls;
  if (failures > 0) {
    --failures;
    errno = failure;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_accept4, fd, address, size, flags));
}

namespace oneloop::testing {
namespace {

void letAcceptFail(int times, int error) {
  failures = times;
  failure = error;
  calls = 0;
  steps::add("the kernel", fmt::format("the next {} calls of accept4 fail: {}",
                                       times, ::strerrorname_np(error)));
}

/// A door, and clients who have connected and wait for accept.
class Waiting {
 public:
  explicit Waiting(int n) {
    acceptor.setNewConnectionCallback([this](Fd socket, const InetAddress& p) {
      sockets.push_back(std::move(socket));
      peers.push_back(p);
      if (sockets.size() == 1) onFirst();
      if (sockets.size() == clients.size()) loop.quit();
    });
    acceptor.listen();
    for (int i = 0; i < n; ++i) {
      clients.push_back(connectTo({"127.0.0.1", acceptor.address().port()}));
    }
    steps::add("clients", fmt::format("{} of them wait in the queue", n));
  }

  EventLoop loop;
  Acceptor acceptor{&loop, InetAddress("127.0.0.1", 0), false};
  std::vector<Fd> clients;
  std::vector<Fd> sockets;
  std::vector<InetAddress> peers;
  std::function<void()> onFirst = [] {};
};

void limitTurns(std::int64_t turns, std::int64_t limit) {
  steps::add("the loop", fmt::format("has made {} turns", turns));
  if (turns <= limit) return;
  throw Failure("the loop",
                fmt::format("{} turns; the limit is {}", turns, limit));
}

TEST_CASE("one client that waits is accepted, and then nobody") {
  Waiting waiting(1);
  const Deadline limit("loop");
  waiting.loop.loop();
  CHECK(waiting.peers[0] == InetAddress::localOf(waiting.clients[0].get()));
  CHECK(isNonBlocking(waiting.sockets[0].get()));
}

TEST_CASE("fifty clients that wait are accepted in a few turns") {
  Waiting waiting(50);
  const Deadline limit("loop");
  waiting.loop.loop();
  CHECK(waiting.sockets.size() == 50);
  limitTurns(waiting.loop.iteration(), 5);
}

TEST_CASE("five hundred clients do not keep the loop from all others") {
  Waiting waiting(500);
  const Fd event = makeEvent();
  Channel other(&waiting.loop, event.get());
  std::size_t before = waiting.clients.size();
  other.setReadCallback([&](Timestamp) {
    before = waiting.sockets.size();
    other.disableReading();
  });
  waiting.onFirst = [&] {
    makeReadable(event);
    other.enableReading();
  };
  const Deadline limit("loop");
  waiting.loop.loop();
  other.remove();
  CHECK(waiting.sockets.size() == 500);
  steps::add("another channel",
             fmt::format("is called when {} are in", before));
  if (before > 300) {
    throw Failure("another channel",
                  fmt::format("had to wait for {} clients to be accepted; the "
                              "limit is 300",
                              before));
  }
  limitTurns(waiting.loop.iteration(), 50);
}

TEST_CASE("a connection that was aborted keeps nobody out") {
  Waiting waiting(3);
  letAcceptFail(1, ECONNABORTED);
  const Deadline limit("loop");
  waiting.loop.loop();
  CHECK(waiting.sockets.size() == 3);
}

TEST_CASE("out of descriptors it does not ask again at once") {
  Waiting waiting(1);
  letAcceptFail(1'000'000, EMFILE);
  waiting.loop.runAfter(0.05, [&] { waiting.loop.quit(); });
  const Deadline limit("loop");
  waiting.loop.loop();
  failures = 0;
  if (calls > 2) {
    throw Failure(
        "accept4",
        fmt::format("was called {} times in 50 ms: the loop spins", calls));
  }
  waiting.loop.loop();
  CHECK(waiting.sockets.size() == 1);
}

TEST_CASE("a listener that is broken is an error that is thrown") {
  Waiting waiting(1);
  letAcceptFail(1, EINVAL);
  const Deadline limit("loop");
  CHECK_THROWS_AS(waiting.loop.loop(), std::system_error);
}

TEST_CASE("a callback that throws loses no client but its own") {
  Waiting waiting(3);
  bool threw = false;
  waiting.acceptor.setNewConnectionCallback([&](Fd socket, const InetAddress&) {
    if (!threw) {
      threw = true;
      throw std::string("the first one is not liked");
    }
    waiting.sockets.push_back(std::move(socket));
    if (waiting.sockets.size() == 2) waiting.loop.quit();
  });
  const Deadline limit("loop");
  CHECK_THROWS_AS(waiting.loop.loop(), std::string);
  waiting.loop.loop();
  CHECK(waiting.sockets.size() == 2);
}

}  // namespace
}  // namespace oneloop::testing
