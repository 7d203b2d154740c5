// The interest list of poll is an array that the caller owns: one pollfd for
// each descriptor, with the question and the answer in separate fields.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstddef>
#include <vector>

#include "common/check.h"
#include "common/testing/GuardedArray.h"
#include "common/testing/descriptorLimit.h"
#include "common/testing/descriptors.h"
#include "common/testing/skip.h"

namespace oneloop::testing {
namespace {

std::vector<pollfd> watch(const std::vector<Fd>& fds) {
  std::vector<pollfd> watched;
  watched.reserve(fds.size());
  for (const Fd& fd : fds) watched.push_back({fd.get(), POLLIN, 0});
  return watched;
}

// The soft limit on descriptors, for as long as this lives.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t soft) {
    check("getrlimit", ::getrlimit(RLIMIT_NOFILE, &old_));
    const rlimit lowered{soft, old_.rlim_max};
    check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &lowered));
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &old_); }
  DescriptorLimit(const DescriptorLimit&) = delete;

 private:
  rlimit old_{};
};

TEST_CASE("poll leaves the questions as they are and answers beside them") {
  const auto events = makeEvents(3);
  auto watched = watch(events);
  makeReadable(events[1]);

  // The same array, call after call.
  for (int call = 0; call < 2; ++call) {
    CHECK(::poll(watched.data(), watched.size(), 0) == 1);
    for (const pollfd& each : watched) CHECK(each.events == POLLIN);
    CHECK(watched[0].revents == 0);
    CHECK(watched[1].revents == POLLIN);
    CHECK(watched[2].revents == 0);
  }
}

TEST_CASE("revents tells which of a hundred descriptors are ready") {
  const auto events = makeEvents(100);
  auto watched = watch(events);
  makeReadable(events[7]);
  makeReadable(events[42]);

  CHECK(::poll(watched.data(), watched.size(), 0) == 2);
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < watched.size(); ++i) {
    if (watched[i].revents != 0) ready.push_back(i);
  }
  CHECK(ready == std::vector<std::size_t>{7, 42});
}

TEST_CASE("poll writes 0 over the answers of the call before") {
  const Fd event = makeEvent();
  pollfd watched{event.get(), POLLIN, POLLIN | POLLERR};
  CHECK(::poll(&watched, 1, 0) == 0);
  CHECK(watched.revents == 0);
}

TEST_CASE("poll skips a negative descriptor") {
  const Fd event = makeEvent(1);
  // -1 - fd: the number is kept, and 0 has its opposite, too.
  pollfd watched{-1 - event.get(), POLLIN, POLLIN};
  CHECK(::poll(&watched, 1, 0) == 0);
  CHECK(watched.revents == 0);

  watched.fd = -1 - watched.fd;
  CHECK(::poll(&watched, 1, 0) == 1);
}

TEST_CASE("one descriptor may stand in the array twice") {
  const Fd event = makeEvent(1);
  pollfd watched[] = {{event.get(), POLLIN, 0}, {event.get(), POLLOUT, 0}};
  CHECK(::poll(watched, 2, 0) == 2);
  CHECK(watched[0].revents == POLLIN);
  CHECK(watched[1].revents == POLLOUT);
}

TEST_CASE("poll watches a descriptor above 1024") {
  constexpr int kNumber = 3'000;
  if (raiseDescriptorLimit() <= kNumber) {
    return skip("RLIMIT_NOFILE allows no descriptor above 3000");
  }
  const Fd high = duplicate(makeEvent(1), kNumber);
  REQUIRE(high.get() == kNumber);
  pollfd watched{high.get(), POLLIN, 0};
  CHECK(::poll(&watched, 1, 0) == 1);
  CHECK(watched.revents == POLLIN);
}

TEST_CASE("more entries than RLIMIT_NOFILE are refused with EINVAL") {
  constexpr std::size_t kLimit = 64;
  const DescriptorLimit limit(kLimit);
  // It is the length that counts: no entry here names a descriptor.
  std::vector<pollfd> watched(kLimit + 1, {-1, POLLIN, 0});
  CHECK(::poll(watched.data(), kLimit, 0) == 0);
  CHECK(::poll(watched.data(), kLimit + 1, 0) == -1);
  CHECK(errno == EINVAL);
}

TEST_CASE("poll reads 8 bytes for each entry and no more") {
  CHECK(sizeof(pollfd) == 8);
  constexpr std::size_t kEntries = 1'000;
  GuardedArray<pollfd> watched(kEntries);
  for (std::size_t i = 0; i < kEntries; ++i) watched[i] = {-1, POLLIN, 0};
  CHECK(::poll(watched.data(), kEntries, 0) == 0);
  CHECK(::poll(watched.data(), kEntries + 1, 0) == -1);
  CHECK(errno == EFAULT);
}

}  // namespace
}  // namespace oneloop::testing
