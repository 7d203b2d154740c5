// Timestamp: a moment, for people.

#include "oneloop/Timestamp.h"

#include <doctest/doctest.h>

namespace oneloop {
namespace {

TEST_CASE("a moment made of nothing is invalid, and now is valid") {
  CHECK_FALSE(Timestamp().valid());
  CHECK_FALSE(Timestamp::invalid().valid());
  CHECK(Timestamp::now().valid());
}

TEST_CASE("a moment prints its seconds and six digits of microseconds") {
  CHECK(Timestamp::fromUnixTime(1'700'000'000, 123).toString() ==
        "1700000000.000123");
}

TEST_CASE("a moment prints as a date in UTC, whatever the local zone") {
  const Timestamp moment = Timestamp::fromUnixTime(1'700'000'000, 45);
  CHECK(moment.toFormattedString() == "20231114 22:13:20.000045");
  CHECK(moment.toFormattedString(false) == "20231114 22:13:20");
}

TEST_CASE("moments are ordered, added to and subtracted") {
  const Timestamp early = Timestamp::fromUnixTime(1'700'000'000);
  const Timestamp late = addTime(early, 1.5);
  CHECK(early < late);
  CHECK(late == Timestamp::fromUnixTime(1'700'000'001, 500'000));
  CHECK(timeDifference(late, early) == doctest::Approx(1.5));
  CHECK(timeDifference(early, late) == doctest::Approx(-1.5));
  CHECK(late.secondsSinceEpoch() == 1'700'000'001);
}

TEST_CASE("swap exchanges two moments") {
  Timestamp one = Timestamp::fromUnixTime(1);
  Timestamp two = Timestamp::fromUnixTime(2);
  one.swap(two);
  CHECK(one == Timestamp::fromUnixTime(2));
  CHECK(two == Timestamp::fromUnixTime(1));
}

}  // namespace
}  // namespace oneloop
