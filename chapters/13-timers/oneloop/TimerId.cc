#include "oneloop/TimerId.h"

#include <atomic>

namespace oneloop {

TimerId TimerId::next() noexcept {
  static std::atomic<std::int64_t> last = 0;
  return TimerId(++last);
}

}  // namespace oneloop
