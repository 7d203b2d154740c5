// What a wait in epoll_wait costs: it does not depend on the number watched.

#include <doctest/doctest.h>
#include <sys/epoll.h>

#include <cstddef>

#include "common/testing/Epoll.h"
#include "common/testing/GuardedArray.h"
#include "common/testing/descriptors.h"
#include "common/testing/fastest.h"

namespace oneloop::testing {
namespace {

Nanoseconds costOfWatching(std::size_t n) {
  const auto events = makeEvents(n);
  makeReadable(events.back());
  Epoll epoll;
  for (const Fd& event : events) epoll.add(event.get(), EPOLLIN);
  return fastest([&] { epoll.now(); });
}

TEST_CASE("one ready descriptor costs the same however many are watched") {
  const Nanoseconds few = costOfWatching(10);
  const Nanoseconds many = costOfWatching(1'000);
  MESSAGE("epoll_wait with 1 ready of 10: " << few.count() << " ns; of 1000: "
                                            << many.count() << " ns");
  CHECK(many < 3 * few);
}

TEST_CASE("epoll_wait reads nothing and writes one entry for each report") {
  constexpr int kWatched = 1'000;
  const auto events = makeEvents(kWatched);
  Epoll epoll;
  for (const Fd& event : events) epoll.add(event.get(), EPOLLIN);

  // Nothing is ready: an array that ends where it begins is enough.
  GuardedArray<epoll_event> none(0);
  CHECK(::epoll_wait(epoll.fd(), none.data(), kWatched, 0) == 0);

  GuardedArray<epoll_event> one(1);
  makeReadable(events[500]);
  CHECK(::epoll_wait(epoll.fd(), one.data(), kWatched, 0) == 1);
  const int reported = one[0].data.fd;  // the struct is packed
  CHECK(reported == events[500].get());
}

}  // namespace
}  // namespace oneloop::testing
