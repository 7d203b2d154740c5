#pragma once

#include <compare>
#include <cstdint>
#include <ctime>
#include <string>
#include <utility>

namespace oneloop {

/// A moment of the wall clock, in microseconds since 1970-01-01 00:00 UTC.
///
/// For people: logs, messages, "when did this arrive". The wall clock jumps
/// when somebody sets it, so nothing is timed by it.
///
/// A value, as cheap to copy as a number. muduo/base/Timestamp.h.
class Timestamp {
 public:
  static constexpr int kMicroSecondsPerSecond = 1000 * 1000;

  /// An invalid moment.
  constexpr Timestamp() noexcept = default;
  constexpr explicit Timestamp(std::int64_t microSecondsSinceEpoch) noexcept
      : microseconds_(microSecondsSinceEpoch) {}

  static Timestamp now() noexcept;
  static constexpr Timestamp invalid() noexcept { return {}; }
  static constexpr Timestamp fromUnixTime(std::time_t seconds,
                                          int microseconds = 0) noexcept {
    return Timestamp(std::int64_t{seconds} * kMicroSecondsPerSecond +
                     microseconds);
  }

  constexpr bool valid() const noexcept { return microseconds_ > 0; }
  constexpr std::int64_t microSecondsSinceEpoch() const noexcept {
    return microseconds_;
  }
  constexpr std::time_t secondsSinceEpoch() const noexcept {
    return microseconds_ / kMicroSecondsPerSecond;
  }

  /// "1700000000.000123"
  std::string toString() const;
  /// "20231114 22:13:20.000123", in UTC
  std::string toFormattedString(bool showMicroseconds = true) const;

  void swap(Timestamp& other) noexcept {
    std::swap(microseconds_, other.microseconds_);
  }
  friend constexpr auto operator<=>(Timestamp, Timestamp) noexcept = default;

 private:
  std::int64_t microseconds_ = 0;
};

/// high - low, in seconds. Exact to the microsecond for about 100 years.
constexpr double timeDifference(Timestamp high, Timestamp low) noexcept {
  return static_cast<double>(high.microSecondsSinceEpoch() -
                             low.microSecondsSinceEpoch()) /
         Timestamp::kMicroSecondsPerSecond;
}

constexpr Timestamp addTime(Timestamp moment, double seconds) noexcept {
  return Timestamp(
      moment.microSecondsSinceEpoch() +
      static_cast<std::int64_t>(seconds * Timestamp::kMicroSecondsPerSecond));
}

}  // namespace oneloop
