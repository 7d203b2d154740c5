#pragma once

#include <stdint.h>
#include <time.h>

#include <optional>

#include "muduo/base/Types.h"
#include "muduo/base/copyable.h"

namespace muduo {

/// What a clock on the wall shows.
struct DateTime {
  DateTime() = default;
  explicit DateTime(const struct tm& time);
  DateTime(int y, int mo, int d, int h, int mi, int s)
      : year(y), month(mo), day(d), hour(h), minute(mi), second(s) {}

  /// "2026-01-02 03:04:05"
  string toIsoString() const;

  int year = 0;
  int month = 0;  // 1 to 12
  int day = 0;    // 1 to 31
  int hour = 0;
  int minute = 0;
  int second = 0;
};

/// A time zone at a fixed distance from UTC. A value. Zones with summer time,
/// which muduo loads from files, are not here: std::chrono has them.
class TimeZone : public copyable {
 public:
  TimeZone() = default;  // invalid
  /// `eastOfUtc` seconds: TimeZone(8 * 3600, "CST")
  TimeZone(int eastOfUtc, const char* /*name*/) : eastOfUtc_(eastOfUtc) {}

  static TimeZone UTC() { return {0, "UTC"}; }
  static TimeZone China() { return {8 * 3600, "CST"}; }

  bool valid() const { return eastOfUtc_.has_value(); }
  int eastOfUtc() const { return eastOfUtc_.value_or(0); }

  DateTime toLocalTime(int64_t secondsSinceEpoch,
                       int* utcOffset = nullptr) const;
  int64_t fromLocalTime(const DateTime& local,
                        bool /*postTransition*/ = false) const {
    return fromUtcTime(local) - eastOfUtc();
  }

  /// gmtime(3) and timegm(3)
  static DateTime toUtcTime(int64_t secondsSinceEpoch);
  static int64_t fromUtcTime(const DateTime& utc);

 private:
  std::optional<int> eastOfUtc_;
};

}  // namespace muduo
