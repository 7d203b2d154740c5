#include "tools/compare/Statistics.h"

#include <doctest/doctest.h>

#include <numeric>
#include <stdexcept>
#include <vector>

namespace oneloop::compare {
namespace {

TEST_CASE("a percentile is the nearest rank and always a measured value") {
  const std::vector<double> values{15, 20, 35, 40, 50};
  CHECK(percentile(values, 5) == 15);
  CHECK(percentile(values, 30) == 20);
  CHECK(percentile(values, 40) == 20);
  CHECK(percentile(values, 50) == 35);
  CHECK(percentile(values, 100) == 50);
}

TEST_CASE("99.9 % of a thousand values is the worst but one") {
  std::vector<double> values(1'000);
  std::iota(values.rbegin(), values.rend(), 1);
  CHECK(percentile(values, 99.9) == 999);
  CHECK(percentile(values, 99) == 990);
}

TEST_CASE("of few values a high percentile is the worst") {
  CHECK(percentile({3, 1, 2}, 99.9) == 3);
  CHECK(percentile({7}, 50) == 7);
}

TEST_CASE("the median of an even number is the mean of the middle two") {
  CHECK(summarise({4, 1, 3, 2}).median == doctest::Approx(2.5));
  CHECK(summarise({3, 1, 2}).median == 2);
}

TEST_CASE("the spread is how far the largest is above the smallest") {
  CHECK(summarise({4, 5, 4.4}).spread() == doctest::Approx(0.25));
  CHECK(summarise({4}).spread() == 0);
  CHECK(summarise({0, 0}).spread() == 0);
}

TEST_CASE("without values there is nothing to say") {
  CHECK_THROWS_AS(percentile({}, 50), std::invalid_argument);
  CHECK_THROWS_AS(summarise({}), std::invalid_argument);
}

TEST_CASE("a ratio to nothing is nothing") {
  CHECK(ratio(6, 4) == doctest::Approx(1.5));
  CHECK(ratio(6, 0) == 0);
}

}  // namespace
}  // namespace oneloop::compare
