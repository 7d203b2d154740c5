#include <doctest/doctest.h>
#include <sys/socket.h>

#include <chrono>
#include <optional>
#include <string>

#include "common/testing/Deadline.h"
#include "common/testing/Needs.h"
#include "common/testing/Steps.h"
#include "common/testing/ioUring.h"
#include "common/testing/sockets.h"
#include "exercises/07-asynchronous/whose-buffer/receive_within.h"

namespace oneloop::testing {
namespace {

const Needs ioUring(ioUringMissing);

constexpr std::chrono::milliseconds kShort{20};
constexpr std::chrono::milliseconds kLong{900};

class Conversation {
 public:
  void say(const std::string& text) {
    steps::add("client", "sends " + quoted(text));
    sendAll(pair_.client.get(), text);
  }
  void leave() {
    steps::add("client", "closes the connection");
    pair_.client.reset();
  }
  std::optional<std::string> receive(std::chrono::milliseconds limit) {
    const Deadline deadline("receiveWithin");
    const auto got = receiveWithin(ring_, pair_.server.get(), limit);
    steps::add("receiveWithin", got ? "returns " + quoted(*got)
                                    : "returns nothing: the time is over");
    return got;
  }
  void expect(const std::string& text,
              std::chrono::milliseconds limit = kLong) {
    const auto got = receive(limit);
    if (got == text) return;
    throw Failure("receiveWithin",
                  "returned " + (got ? quoted(*got) : std::string("nothing")) +
                      ", expected " + quoted(text));
  }
  void expectNothing() {
    if (receive(kShort)) throw Failure("receiveWithin", "expected nothing");
  }
  // What is still in the socket: nobody has taken it.
  std::size_t left() const { return unread(pair_.server.get()); }
  // What other operations on the ring would do: the kernel goes on.
  void letTheKernelWork() {
    ring_.submitAndWait(0);
    ::io_uring_get_events(ring_.get());
  }
  bool quiet() {
    letTheKernelWork();
    return !ring_.take();
  }

 private:
  Connection pair_ = localPair();
  Ring ring_{16};
};

TEST_CASE("what has arrived is received") {
  Conversation it;
  it.say("hello");
  it.expect("hello");
}

TEST_CASE("what comes after the limit is for the next call") {
  Conversation it;
  it.expectNothing();
  it.say("hello");
  it.letTheKernelWork();
  it.expect("hello");
  it.expectNothing();
  it.expectNothing();
  it.say("still there?");
  it.expect("still there?");
}

TEST_CASE("no operation is left in flight") {
  Conversation it;
  it.expectNothing();
  it.say("hello");
  if (!it.quiet() || it.left() != 5) {
    throw Failure("receiveWithin",
                  "has returned, but an operation of its goes on");
  }
  it.expect("hello", kShort);
  // The timeout of a call that was in time would come later.
  it.say("again");
  it.expect("again", std::chrono::milliseconds(200));
  it.say("and again");
  it.expect("and again", std::chrono::milliseconds(300));
  it.expectNothing();
  it.expectNothing();
  if (!it.quiet()) {
    throw Failure("receiveWithin", "has left a completion behind");
  }
}

TEST_CASE("the end of the stream is an empty string") {
  Conversation it;
  it.leave();
  it.expect("");
}

}  // namespace
}  // namespace oneloop::testing
