// The system call behind select takes bitmaps of any length: the limit of 1024
// belongs to glibc's type fd_set.

#include <doctest/doctest.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <ctime>
#include <vector>

#include "common/testing/GuardedArray.h"
#include "common/testing/descriptorLimit.h"
#include "common/testing/descriptors.h"
#include "common/testing/fastest.h"
#include "common/testing/skip.h"

namespace oneloop::testing {
namespace {

using Word = unsigned long;
constexpr int kBits = 8 * sizeof(Word);

Word bitOf(int fd) { return Word{1} << (fd % kBits); }
std::size_t wordOf(int fd) { return static_cast<std::size_t>(fd / kBits); }

// select without glibc's type, for reading, without waiting.
long rawSelect(int nfds, Word* readable) {
  timespec noWait{};
  return ::syscall(SYS_pselect6, nfds, readable, nullptr, nullptr, &noWait,
                   nullptr);
}

TEST_CASE("the system call watches descriptor 3000 with a bitmap on the heap") {
  constexpr int kNumber = 3'000;
  if (raiseDescriptorLimit() <= kNumber) {
    return skip("RLIMIT_NOFILE allows no descriptor above 3000");
  }
  const Fd event = makeEvent();
  const Fd high = duplicate(event, kNumber);
  REQUIRE(high.get() == kNumber);

  std::vector<Word> bitmap(wordOf(kNumber) + 1);
  bitmap[wordOf(kNumber)] = bitOf(kNumber);
  CHECK(rawSelect(kNumber + 1, bitmap.data()) == 0);
  CHECK(bitmap[wordOf(kNumber)] == 0);

  makeReadable(event);
  bitmap[wordOf(kNumber)] = bitOf(kNumber);
  CHECK(rawSelect(kNumber + 1, bitmap.data()) == 1);
  CHECK(bitmap[wordOf(kNumber)] == bitOf(kNumber));
}

TEST_CASE("select copies one bit for every number up to the highest") {
  // The kernel looks no further than the process's table of descriptors
  // reaches, so the table has to be larger than what is asked about.
  const Fd high = duplicate(makeEvent(), 1'000);
  const Fd event = makeEvent(1);
  REQUIRE(event.get() < kBits);

  // 16 bytes: numbers 0 to 127. One descriptor is watched all the time.
  GuardedArray<Word> bitmap(2);
  for (const int nfds : {event.get() + 1, kBits, kBits + 1, 2 * kBits}) {
    bitmap[0] = bitOf(event.get());
    CHECK(rawSelect(nfds, bitmap.data()) == 1);
  }
  CHECK(rawSelect(2 * kBits + 1, bitmap.data()) == -1);
  CHECK(errno == EFAULT);  // it wanted 8 bytes more

  // So an fd_set, used to its end, is 128 bytes: little beside the scan.
  GuardedArray<Word> whole(sizeof(fd_set) / sizeof(Word));
  CHECK(rawSelect(FD_SETSIZE, whole.data()) == 0);
}

TEST_CASE("one descriptor costs more to watch under a higher number") {
  constexpr int kNumber = 10'000;
  if (raiseDescriptorLimit() <= kNumber) {
    return skip("RLIMIT_NOFILE allows no descriptor above 10000");
  }
  const Fd low = makeEvent(1);
  const Fd high = duplicate(low, kNumber);
  std::vector<Word> bitmap(wordOf(high.get()) + 1);
  const auto cost = [&bitmap](int fd) {
    bitmap[wordOf(fd)] = bitOf(fd);  // and there it stays, since fd is ready
    return fastest([&] { rawSelect(fd + 1, bitmap.data()); });
  };
  const Nanoseconds atLow = cost(low.get());
  const Nanoseconds atHigh = cost(high.get());
  MESSAGE("select of one descriptor: numbered "
          << low.get() << " " << atLow.count() << " ns; numbered " << high.get()
          << " " << atHigh.count() << " ns");
  CHECK(atHigh > 1.2 * atLow);
}

}  // namespace
}  // namespace oneloop::testing
