#include "oneloop/Timestamp.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace oneloop {

Timestamp Timestamp::now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);  // no system call: see vdso(7)
  return Timestamp(now.tv_sec * kMicroSecondsPerSecond + now.tv_nsec / 1000);
}

std::string Timestamp::toString() const {
  return fmt::format("{}.{:06}", secondsSinceEpoch(),
                     microseconds_ % kMicroSecondsPerSecond);
}

std::string Timestamp::toFormattedString(bool showMicroseconds) const {
  std::string seconds =
      fmt::format("{:%Y%m%d %H:%M:%S}", fmt::gmtime(secondsSinceEpoch()));
  if (!showMicroseconds) return seconds;
  return fmt::format("{}.{:06}", seconds,
                     microseconds_ % kMicroSecondsPerSecond);
}

}  // namespace oneloop
