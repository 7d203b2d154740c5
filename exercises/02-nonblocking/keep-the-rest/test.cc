#include <doctest/doctest.h>
#include <fmt/core.h>

#include <array>
#include <string>

#include "common/testing/Call.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/02-nonblocking/keep-the-rest/outbox.h"

namespace oneloop::testing {
namespace {

using Progress = Outbox::Progress;

std::string nameOf(Progress progress) {
  constexpr std::array kNames{"kDone", "kWaits", "kGone"};
  return kNames.at(static_cast<std::size_t>(progress));
}

std::string letters(std::size_t n) {
  std::string bytes(n, '\0');
  for (std::size_t i = 0; i < n; ++i) {
    bytes[i] = static_cast<char>('a' + i % 23);
  }
  return bytes;
}

// How much the kernel takes while the peer does not read.
std::size_t capacity() {
  const Connection ends = localPair();
  return fillSendBuffer(ends.server.get());
}

struct Conversation {
  Connection ends = localPair();
  Outbox outbox{ends.server.get()};
  std::string sent;
  std::string received;

  Conversation() { setNonBlocking(ends.server.get()); }

  Progress send(const std::string& bytes) {
    const Deadline limit("send");
    steps::add("server", fmt::format("sends {} bytes", bytes.size()));
    sent += bytes;
    return outbox.send(bytes);
  }
  void send(const std::string& bytes, Progress expected) {
    expect("send", send(bytes), expected);
  }
  void flush(Progress expected) {
    const Deadline limit("flush");
    expect("flush", outbox.flush(), expected);
  }
  void expect(const char* call, Progress progress, Progress expected) {
    steps::add(call, "returns " + nameOf(progress));
    if (progress != expected) {
      throw Failure(call, fmt::format("returned {}, expected {}",
                                      nameOf(progress), nameOf(expected)));
    }
  }
  void peerReads() {
    std::string buffer(1 << 16, '\0');
    ssize_t n = 0;
    while ((n = ::recv(ends.client.get(), buffer.data(), buffer.size(),
                       MSG_DONTWAIT)) > 0) {
      received.append(buffer, 0, static_cast<std::size_t>(n));
    }
    steps::add("peer", fmt::format("reads; it has {} of {} bytes",
                                   received.size(), sent.size()));
    if (!sent.starts_with(received)) {
      throw Failure("peer",
                    "received something else than what was sent, in this "
                    "order: did the last bytes overtake others?");
    }
  }
};

TEST_CASE("a short message is taken at once") {
  Conversation it;
  it.send("hello", Progress::kDone);
  it.peerReads();
  CHECK(it.received == "hello");
  CHECK(it.outbox.size() == 0);
}

TEST_CASE("what the kernel does not take is kept and sent later") {
  Conversation it;
  it.send(letters(4 * capacity()), Progress::kWaits);
  it.flush(Progress::kWaits);  // the peer has not read yet
  // Each round makes room for about a quarter.
  for (int round = 0; round < 10 && it.outbox.size() > 0; ++round) {
    it.peerReads();
    it.outbox.flush();
  }
  it.flush(Progress::kDone);
  it.peerReads();
  CHECK(it.received == it.sent);
}

TEST_CASE("what is sent later does not overtake what waits") {
  Conversation it;
  it.send(letters(capacity() * 5 / 4), Progress::kWaits);
  it.peerReads();  // there is room now, but the rest comes first
  it.send("THE END");
  it.peerReads();
  it.flush(Progress::kDone);
  it.peerReads();
  CHECK(it.received == it.sent);
}

TEST_CASE("a peer that is gone is reported") {
  Conversation it;
  steps::add("peer", "closes the connection");
  it.ends.client.reset();
  Call call("send", [&] { return nameOf(it.outbox.send("hello")); });
  CHECK(call.result() == "kGone");
}

}  // namespace
}  // namespace oneloop::testing
