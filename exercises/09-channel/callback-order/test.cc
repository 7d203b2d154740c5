#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <sys/socket.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "exercises/09-channel/callback-order/questions.h"
#include "oneloop/Channel.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// A channel on a descriptor, which notes what it is called for.
class Watched {
 public:
  explicit Watched(Fd fd)
      : fd_(std::move(fd)), channel(loop_.get(), fd_.get()) {
    channel.setReadCallback([this](Timestamp) {
      calls_.emplace_back("read");
      onRead();
    });
    channel.setWriteCallback([this] { calls_.emplace_back("write"); });
    channel.setCloseCallback([this] { calls_.emplace_back("close"); });
    channel.setErrorCallback([this] { calls_.emplace_back("error"); });
    channel.doNotLogHup();
    channel.enableReading();
  }

  /// Waits until the kernel reports `bits`, and hands them to the channel.
  std::string calledFor(short bits) {
    waitUntil("the kernel reports it", [&] {
      return (pollFor(fd_.get(), POLLIN | POLLPRI) & bits) == bits;
    });
    loop_.turn();
    std::string calls =
        calls_.empty() ? "none" : fmt::format("{}", fmt::join(calls_, ", "));
    steps::add("the loop", "calls: " + calls);
    return calls;
  }

 private:
  TestLoop loop_;
  Fd fd_;
  std::vector<std::string> calls_;

 public:
  Channel channel;
  std::function<void()> onRead = [] {};
};

void compare(const char* name, std::string_view answer,
             const std::function<std::string()>& ask) {
  const Answer given(
      name, answer,
      {"none", "read", "write", "close", "error", "read, write", "write, read",
       "read, close", "close, read", "error, read", "read, error",
       "close, error", "error, close", "close, error, read",
       "close, read, error"});
  given.compareWith(ask());
}

TEST_CASE("questions 1 to 4: what a peer does") {
  compare("kSentAndClosed", kSentAndClosed, [] {
    Connection pair = localPair();
    Watched watched(std::move(pair.server));
    steps::add("peer", "sends \"bye\" and closes");
    sendAll(pair.client.get(), "bye");
    pair.client.reset();
    return watched.calledFor(POLLIN | POLLHUP);
  });
  compare("kWriterClosed", kWriterClosed, [] {
    Pipe pipe = makePipe();
    Watched watched(std::move(pipe.reader));
    steps::add("writer", "closes the pipe");
    pipe.writer.reset();
    return watched.calledFor(POLLHUP);
  });
  compare("kReset", kReset, [] {
    Connection pair = connectedPair();
    Watched watched(std::move(pair.server));
    steps::add("peer", "resets the connection");
    resetOnClose(pair.client.get());
    pair.client.reset();
    return watched.calledFor(POLLERR);
  });
  compare("kUrgent", kUrgent, [] {
    Connection pair = connectedPair();
    Watched watched(std::move(pair.server));
    steps::add("peer", "sends an urgent byte");
    REQUIRE(::send(pair.client.get(), "!", 1, MSG_OOB) == 1);
    return watched.calledFor(POLLPRI);
  });
}

TEST_CASE("questions 5 and 6: read and write at once") {
  const auto both = [](bool disable) {
    Connection pair = localPair();
    Watched watched(std::move(pair.server));
    watched.channel.enableWriting();
    if (disable) watched.onRead = [&] { watched.channel.disableWriting(); };
    steps::add("peer", "sends 1 byte");
    sendAll(pair.client.get(), "x");
    return watched.calledFor(POLLIN);
  };
  compare("kReadDisablesWriting", kReadDisablesWriting,
          [&] { return both(true); });
  compare("kReadAndWrite", kReadAndWrite, [&] { return both(false); });
}

}  // namespace
}  // namespace oneloop::testing
