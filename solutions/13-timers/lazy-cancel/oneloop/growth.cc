#include "exercises/13-timers/lazy-cancel/growth.h"

namespace oneloop {

// 1. What the judge measured.
const double kGrowth = 75;

// 2. is in TimerQueue.cc.

}  // namespace oneloop
