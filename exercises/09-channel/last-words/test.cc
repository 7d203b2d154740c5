#include <doctest/doctest.h>

#include <array>
#include <string>
#include <utility>

#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

/// Reads until it hears of the end, and then stops listening.
class Reader {
 public:
  explicit Reader(Fd fd)
      : fd_(std::move(fd)), channel_(loop_.get(), fd_.get()) {
    channel_.setReadCallback([this](Timestamp) { read(); });
    channel_.setCloseCallback([this] { end("close"); });
    channel_.doNotLogHup();
    channel_.enableReading();
  }

  /// Returns who told of the end, in one of the next turns.
  std::string runToTheEnd() {
    for (int turn = 0; turn < 10 && who_.empty(); ++turn) loop_.turn();
    return who_.empty() ? "nobody" : who_;
  }
  const std::string& words() const { return words_; }

 private:
  void read() {
    std::array<char, 64> buffer;
    const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
    steps::add("reader", "the read callback: read returns " + outcome(n));
    if (n > 0) {
      words_.append(buffer.data(), static_cast<std::size_t>(n));
    } else {
      end("read");
    }
  }
  void end(const std::string& who) {
    steps::add("reader", "the " + who + " callback removes the channel");
    channel_.remove();
    who_ = who;
  }

  TestLoop loop_;
  const Fd fd_;
  Channel channel_;
  std::string words_;
  std::string who_;  // told of the end
};

TEST_CASE("what was sent before the close is read") {
  Connection pair = localPair();
  Reader reader(std::move(pair.server));
  steps::add("peer", "sends \"last words\" and closes");
  sendAll(pair.client.get(), "last words");
  pair.client.reset();
  CHECK(reader.runToTheEnd() == "read");
  CHECK(reader.words() == "last words");
}

TEST_CASE("what takes several reads is read to its end") {
  Connection pair = localPair();
  Reader reader(std::move(pair.server));
  const std::string much(200, 'x');
  steps::add("peer", "sends 200 bytes and closes");
  sendAll(pair.client.get(), much);
  pair.client.reset();
  CHECK(reader.runToTheEnd() == "read");
  CHECK(reader.words() == much);
}

TEST_CASE("a hang-up with nothing left to read is the end") {
  Pipe pipe = makePipe();
  Reader reader(std::move(pipe.reader));
  steps::add("writer", "closes the pipe, and has written nothing");
  pipe.writer.reset();
  CHECK(reader.runToTheEnd() == "close");
}

}  // namespace
}  // namespace oneloop::testing
