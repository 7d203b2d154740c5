#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "exercises/16-buffer/one-kilobyte-more/growth.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kMebibyte = 1'048'576;

/// Appends bytes in pieces to a buffer that is only counted.
struct Growth {
  template <typename Policy>
  Growth(std::size_t bytes, std::size_t piece, Policy policy) {
    const Deadline limit("nextCapacity");
    for (std::size_t size = 0; size < bytes; size += piece) {
      if (size + piece <= capacity) continue;
      capacity = policy(capacity, size + piece);
      if (capacity < size + piece) {
        throw Failure("nextCapacity",
                      fmt::format("{} bytes, where {} are needed", capacity,
                                  size + piece));
      }
      copied += size;
      ++allocations;
    }
    copies = static_cast<double>(copied) / static_cast<double>(bytes);
  }

  std::size_t capacity = 1'024;
  std::size_t copied = 0;
  int allocations = 0;
  double copies = 0;  // of each byte, on average
};

void tell(const std::string& who, const Growth& growth) {
  tellMeasured(fmt::format(
      "{}: {} allocations, {} bytes copied, each byte {:.1f} times; {} bytes "
      "of memory in the end",
      who, growth.allocations, growth.copied, growth.copies, growth.capacity));
}

TEST_CASE("what a kilobyte more costs is known") {
  const Growth growth(kMebibyte, 1, [](std::size_t capacity, std::size_t) {
    return capacity + 1'024;
  });
  tell("1,024 more each time", growth);
  compareNumber("kCopiesOfAByte", kCopiesOfAByte, growth.copies, 1.1);
}

TEST_CASE("each byte is copied less than three times") {
  for (const std::size_t bytes : {10'000UL, kMebibyte, 8 * kMebibyte}) {
    for (const std::size_t piece : {1UL, 100UL, 5'000UL}) {
      const Growth growth(bytes, piece, nextCapacity);
      tell(fmt::format("yours, {} bytes in pieces of {}", bytes, piece),
           growth);
      if (growth.copies > 3) {
        throw Failure("nextCapacity",
                      fmt::format("each byte is copied {:.1f} times; the limit "
                                  "is 3",
                                  growth.copies));
      }
    }
  }
}

TEST_CASE("no more than twice the memory is held") {
  for (std::size_t bytes = 2'000; bytes < 200'000; bytes += 777) {
    const Growth growth(bytes, 1, nextCapacity);
    if (growth.capacity > 2 * bytes) {
      throw Failure("nextCapacity",
                    fmt::format("{} bytes of memory for {}; the limit is twice "
                                "as much",
                                growth.capacity, bytes));
    }
  }
}

TEST_CASE("a message that comes at once gets what it needs") {
  const std::size_t capacity = nextCapacity(1'024, 100'000);
  steps::add("nextCapacity",
             fmt::format("of 1,024, with 100,000 needed: {}", capacity));
  CHECK(capacity >= 100'000);
  CHECK(capacity <= 200'000);
}

}  // namespace
}  // namespace oneloop::testing
