#pragma once

#include <stdio.h>
#include <time.h>

#include <chrono>
#include <utility>

#include "muduo/base/Types.h"
#include "muduo/base/copyable.h"

namespace muduo {

/// A day of the Gregorian calendar, by its Julian day number. A value.
class Date : public copyable {
 public:
  struct YearMonthDay {
    int year;
    int month;  // 1 to 12
    int day;    // 1 to 31
  };

  static const int kDaysPerWeek = 7;
  static const int kJulianDayOf1970_01_01 = 2440588;

  Date() = default;  // invalid
  Date(int year, int month, int day)
      : Date(kJulianDayOf1970_01_01 +
             static_cast<int>(
                 std::chrono::sys_days(
                     std::chrono::year(year) /
                     std::chrono::month(static_cast<unsigned>(month)) /
                     std::chrono::day(static_cast<unsigned>(day)))
                     .time_since_epoch()
                     .count())) {}
  explicit Date(int julianDayNumber) : julianDayNumber_(julianDayNumber) {}
  explicit Date(const struct tm& time)
      : Date(time.tm_year + 1900, time.tm_mon + 1, time.tm_mday) {}

  void swap(Date& other) {
    std::swap(julianDayNumber_, other.julianDayNumber_);
  }

  bool valid() const { return julianDayNumber_ > 0; }
  /// "2026-01-02"
  string toIsoString() const {
    const YearMonthDay d = yearMonthDay();
    char text[40];
    snprintf(text, sizeof text, "%4d-%02d-%02d", d.year, d.month, d.day);
    return text;
  }

  YearMonthDay yearMonthDay() const {
    const std::chrono::year_month_day day{std::chrono::sys_days(
        std::chrono::days(julianDayNumber_ - kJulianDayOf1970_01_01))};
    return {static_cast<int>(day.year()),
            static_cast<int>(static_cast<unsigned>(day.month())),
            static_cast<int>(static_cast<unsigned>(day.day()))};
  }
  int year() const { return yearMonthDay().year; }
  int month() const { return yearMonthDay().month; }
  int day() const { return yearMonthDay().day; }
  /// 0 is Sunday.
  int weekDay() const { return (julianDayNumber_ + 1) % kDaysPerWeek; }
  int julianDayNumber() const { return julianDayNumber_; }

 private:
  int julianDayNumber_ = 0;
};

inline bool operator<(Date x, Date y) {
  return x.julianDayNumber() < y.julianDayNumber();
}
inline bool operator==(Date x, Date y) {
  return x.julianDayNumber() == y.julianDayNumber();
}

}  // namespace muduo
