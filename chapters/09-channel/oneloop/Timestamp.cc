#include "oneloop/Timestamp.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

namespace oneloop {

Timestamp Timestamp::now() noexcept {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const auto sinceEpoch = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp(duration_cast<microseconds>(sinceEpoch).count());
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
