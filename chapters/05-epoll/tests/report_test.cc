// What epoll_wait does: it reports, and nothing else.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "common/testing/Epoll.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

TEST_CASE("epoll is level-triggered unless told otherwise") {
  const auto [reader, writer] = localPair();
  Epoll epoll;
  CHECK(epoll.add(reader.get(), EPOLLIN) == 0);
  CHECK(epoll.now() == 0);
  sendAll(writer.get(), "ab");
  CHECK(epoll.now() == EPOLLIN);
  CHECK(receiveExactly(reader.get(), 1) == "a");
  CHECK(epoll.now() == EPOLLIN);
  CHECK(receiveExactly(reader.get(), 1) == "b");
  CHECK(epoll.now() == 0);
}

TEST_CASE("epoll_wait calls nobody and gives data.ptr back untouched") {
  struct Handler {
    void (*call)(Handler&);
    int calls;
  };
  Handler handler{[](Handler& self) { ++self.calls; }, 0};
  const Fd event = makeEvent(1);
  const Epoll epoll;
  epoll_event interest{};
  interest.events = EPOLLIN;
  interest.data.ptr = &handler;
  CHECK(::epoll_ctl(epoll.fd(), EPOLL_CTL_ADD, event.get(), &interest) == 0);

  epoll_event report{};
  CHECK(::epoll_wait(epoll.fd(), &report, 1, 0) == 1);
  CHECK(handler.calls == 0);
  // It is the program that calls: this line is the dispatch.
  auto* const found = static_cast<Handler*>(report.data.ptr);
  CHECK(found == &handler);
  found->call(*found);
  CHECK(handler.calls == 1);
}

TEST_CASE("data is 64 bits of the caller and need not be the descriptor") {
  const Fd event = makeEvent(1);
  const Epoll epoll;
  epoll_event interest{};
  interest.events = EPOLLIN;
  interest.data.u64 = 0x0123456789abcdef;
  CHECK(::epoll_ctl(epoll.fd(), EPOLL_CTL_ADD, event.get(), &interest) == 0);
  epoll_event report{};
  CHECK(::epoll_wait(epoll.fd(), &report, 1, 0) == 1);
  const std::uint64_t data = report.data.u64;  // the struct is packed
  CHECK(data == 0x0123456789abcdef);
}

TEST_CASE("what does not fit into one answer comes first in the next") {
  const auto events = makeEvents(3);
  Epoll epoll;
  for (const Fd& event : events) {
    makeReadable(event);
    CHECK(epoll.add(event.get(), EPOLLIN) == 0);
  }
  // All stay ready, and still all have their turn.
  const auto first = epoll.ready(2);
  const auto second = epoll.ready(2);
  REQUIRE(first.size() == 2);
  REQUIRE(second.size() == 2);
  CHECK(std::ranges::find(first, second[0]) == first.end());
  CHECK(second[1] == first[0]);
}

TEST_CASE("EPOLLHUP and EPOLLERR come unasked") {
  auto [reader, writer] = makePipe();
  Epoll epoll;
  CHECK(epoll.add(reader.get(), 0) == 0);
  CHECK(epoll.now() == 0);
  writer.reset();
  CHECK(epoll.now() == EPOLLHUP);

  auto [otherReader, otherWriter] = makePipe();
  Epoll other;
  CHECK(other.add(otherWriter.get(), 0) == 0);
  otherReader.reset();
  CHECK(other.now() == EPOLLERR);
}

TEST_CASE("an epoll is a descriptor that poll and another epoll can watch") {
  constexpr std::chrono::milliseconds kNoWait{0};
  const Fd event = makeEvent();
  Epoll inner;
  Epoll outer;
  CHECK(inner.add(event.get(), EPOLLIN) == 0);
  CHECK(outer.add(inner.fd(), EPOLLIN) == 0);
  CHECK(pollFor(inner.fd(), POLLIN, kNoWait) == 0);
  CHECK(outer.now() == 0);

  makeReadable(event);
  CHECK(pollFor(inner.fd(), POLLIN, kNoWait) == POLLIN);
  CHECK(outer.now() == EPOLLIN);
  CHECK(inner.now() == EPOLLIN);
}

TEST_CASE("asked about a socket with room epoll_wait never waits") {
  const auto [reader, writer] = localPair();
  Epoll epoll;
  CHECK(epoll.add(writer.get(), EPOLLIN | EPOLLOUT) == 0);
  int returned = 0;
  for (int i = 0; i < 1'000; ++i) returned += epoll.wait() == EPOLLOUT ? 1 : 0;
  CHECK(returned == 1'000);

  const std::size_t sent = fillSendBuffer(writer.get());
  CHECK(epoll.now() == 0);
  receiveExactly(reader.get(), sent);
  CHECK(epoll.now() == EPOLLOUT);
}

}  // namespace
}  // namespace oneloop::testing
