#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include "common/Fd.h"
#include "common/check.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {

/// A loop in this thread, and a look at the eventfd behind it.
class ObservedLoop {
 public:
  /// How often wakeup() wrote since the loop last read: the counter itself.
  std::uint64_t writes() const {
    std::ifstream info("/proc/self/fdinfo/" + std::to_string(eventfd_));
    std::string word;
    while (info >> word && word != "eventfd-count:") {
    }
    std::uint64_t count = 0;
    info >> std::hex >> count;
    return count;
  }
  int eventfd() const { return eventfd_; }

 private:
  // The loop makes two descriptors; the second gets the next free number.
  static int secondFree() {
    const Fd first(check("dup", ::dup(0)));
    const Fd second(check("dup", ::dup(0)));
    return second.get();
  }

  const bool onPoll_ = std::getenv("MUDUO_USE_POLL") != nullptr;
  const int second_ = secondFree();
  const int first_ = Fd(check("dup", ::dup(0))).get();
  const int eventfd_ = onPoll_ ? first_ : second_;

 public:
  EventLoop loop;
};

}  // namespace oneloop::testing
