// What an fd_set has room for: descriptors numbered 0 to 1023, however few
// they are.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/select.h>

#include <algorithm>
#include <cstddef>

#include "common/testing/descriptorLimit.h"
#include "common/testing/descriptors.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

// What lies in memory behind an fd_set on the stack: some other variable.
// It is volatile since the compiler may otherwise take for granted that
// nothing done to the set can change it.
struct SetAndNeighbour {
  fd_set set;
  volatile fd_mask neighbour[16];
};

// The sanitizer would stop the program here, as it should. These tests show
// what happens without it.
__attribute__((noinline, no_sanitize("bounds"))) void setUnchecked(
    int fd, fd_set& set) {
  FD_SET(fd, &set);
}

bool isEmpty(const fd_set& set) {
  return std::ranges::all_of(set.fds_bits, [](auto word) { return word == 0; });
}

TEST_CASE(
    "FD_SETSIZE is 1024 on 64-bit machines too and an fd_set is 128 bytes") {
  CHECK(FD_SETSIZE == 1024);
  CHECK(sizeof(fd_set) == 128);
}

TEST_CASE("a thousand descriptors can be watched while each is below 1024") {
  constexpr std::size_t kMany = 1'000;
  const auto events = makeEvents(kMany);
  fd_set set;
  FD_ZERO(&set);
  for (const Fd& event : events) {
    REQUIRE(event.get() < FD_SETSIZE);
    FD_SET(event.get(), &set);
  }
  makeReadable(events.back());
  timeval noWait{};
  CHECK(::select(FD_SETSIZE, &set, nullptr, nullptr, &noWait) == 1);
  CHECK(FD_ISSET(events.back().get(), &set));
}

TEST_CASE("one descriptor numbered 1100 has no place in an fd_set") {
  constexpr int kNumber = 1'100;
  if (raiseDescriptorLimit() <= kNumber) {
    return skip("RLIMIT_NOFILE allows no descriptor above 1100");
  }
  const Fd high = duplicate(makeEvent(1), kNumber);
  REQUIRE(high.get() == kNumber);

  SetAndNeighbour memory{};
  setUnchecked(kNumber, memory.set);
  CHECK(isEmpty(memory.set));  // the bit went elsewhere
  timeval noWait{};
  CHECK(::select(FD_SETSIZE, &memory.set, nullptr, nullptr, &noWait) == 0);
  CHECK(pollFor(high.get(), POLLIN) == POLLIN);  // though it is ready
}

TEST_CASE("FD_SET with 1024 overwrites the variable behind the set") {
  SetAndNeighbour memory{};
  setUnchecked(1'023, memory.set);  // the last that fits
  CHECK(memory.neighbour[0] == 0);

  setUnchecked(1'024, memory.set);
  CHECK(memory.neighbour[0] == 1);
  setUnchecked(1'024 + 64 + 3, memory.set);
  CHECK(memory.neighbour[1] == 8);
}

}  // namespace
}  // namespace oneloop::testing
