#include "muduo/base/TimeZone.h"

#include <fmt/format.h>

namespace muduo {

DateTime::DateTime(const struct tm& time)
    : DateTime(time.tm_year + 1900, time.tm_mon + 1, time.tm_mday, time.tm_hour,
               time.tm_min, time.tm_sec) {}

string DateTime::toIsoString() const {
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", year, month, day,
                     hour, minute, second);
}

DateTime TimeZone::toLocalTime(int64_t secondsSinceEpoch,
                               int* utcOffset) const {
  if (utcOffset != nullptr) *utcOffset = eastOfUtc();
  return toUtcTime(secondsSinceEpoch + eastOfUtc());
}

DateTime TimeZone::toUtcTime(int64_t secondsSinceEpoch) {
  const time_t seconds = secondsSinceEpoch;
  struct tm time {};
  ::gmtime_r(&seconds, &time);
  return DateTime(time);
}

int64_t TimeZone::fromUtcTime(const DateTime& utc) {
  struct tm time {};
  time.tm_year = utc.year - 1900;
  time.tm_mon = utc.month - 1;
  time.tm_mday = utc.day;
  time.tm_hour = utc.hour;
  time.tm_min = utc.minute;
  time.tm_sec = utc.second;
  return ::timegm(&time);
}

}  // namespace muduo
