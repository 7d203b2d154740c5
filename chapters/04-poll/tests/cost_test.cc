// What a wait in poll costs: it grows with the number of descriptors watched,
// though one of them is ready and the others are not.

#include <doctest/doctest.h>
#include <poll.h>

#include <cstddef>
#include <vector>

#include "common/testing/descriptorLimit.h"
#include "common/testing/descriptors.h"
#include "common/testing/fastest.h"
#include "common/testing/skip.h"

namespace oneloop::testing {
namespace {

Nanoseconds costOf(std::vector<pollfd>& watched) {
  return fastest([&] { ::poll(watched.data(), watched.size(), 0); });
}

Nanoseconds costOfWatching(std::size_t n) {
  const auto events = makeEvents(n);
  makeReadable(events.back());
  std::vector<pollfd> watched;
  watched.reserve(n);
  for (const Fd& event : events) watched.push_back({event.get(), POLLIN, 0});
  return costOf(watched);
}

TEST_CASE("one ready descriptor costs more the more are watched beside it") {
  const Nanoseconds few = costOfWatching(10);
  const Nanoseconds many = costOfWatching(1'000);
  MESSAGE("poll with 1 ready of 10: " << few.count() << " ns; of 1000: "
                                      << many.count() << " ns");
  CHECK(many > 5 * few);
}

TEST_CASE("a high number costs poll no more than a low one") {
  constexpr int kNumber = 10'000;
  if (raiseDescriptorLimit() <= kNumber) {
    return skip("RLIMIT_NOFILE allows no descriptor above 10000");
  }
  const Fd low = makeEvent(1);
  const Fd high = duplicate(low, kNumber);
  std::vector<pollfd> watched{{low.get(), POLLIN, 0}};
  const Nanoseconds atLow = costOf(watched);
  watched[0].fd = high.get();
  const Nanoseconds atHigh = costOf(watched);
  MESSAGE("poll of one descriptor: numbered "
          << low.get() << " " << atLow.count() << " ns; numbered " << high.get()
          << " " << atHigh.count() << " ns");
  CHECK(atHigh < 2 * atLow);
}

}  // namespace
}  // namespace oneloop::testing
