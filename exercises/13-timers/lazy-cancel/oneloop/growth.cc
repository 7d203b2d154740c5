#include "exercises/13-timers/lazy-cancel/growth.h"

#include "common/testing/dontKnow.h"

namespace oneloop {

// 1. What the judge measured.
const double kGrowth = kDontKnowNumber;

// 2. is in TimerQueue.cc.

}  // namespace oneloop
