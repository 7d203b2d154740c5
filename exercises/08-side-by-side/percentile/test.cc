#include "exercises/08-side-by-side/percentile/percentile.h"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

namespace oneloop {
namespace {

// 1, 2, ..., n, the largest first.
std::vector<double> countdown(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.rbegin(), values.rend(), 1);
  return values;
}

TEST_CASE("half of the values are at or below the median") {
  const std::vector<double> values{30, 10, 1000, 20, 40};
  CHECK(percentile(values, 50) == 30);
}

TEST_CASE("the rank is rounded up") {
  const std::vector<double> values{20, 50, 15, 40, 35};
  CHECK(percentile(values, 30) == 20);  // 1.5 of 5
  CHECK(percentile(values, 41) == 35);  // 2.05 of 5
}

TEST_CASE("a whole rank stays as it is") {
  CHECK(percentile(countdown(100), 99) == 99);
  CHECK(percentile(countdown(5), 40) == 2);
}

TEST_CASE("the ends are the least and the worst") {
  CHECK(percentile(countdown(10), 0) == 1);
  CHECK(percentile(countdown(10), 100) == 10);
  CHECK(percentile({7}, 99.9) == 7);
}

TEST_CASE("rounding errors do not move the rank") {
  CHECK(percentile(countdown(1'000), 99.9) == 999);
  CHECK(percentile(countdown(10'000), 99.99) == 9'999);
}

}  // namespace
}  // namespace oneloop
