#include "exercises/12-wakeup/one-bell/bell.h"

#include "common/testing/dontKnow.h"

namespace oneloop {

// 1. What the judge measured.
const double kPostsAWrite = kDontKnowNumber;

// 2. is in EventLoop.cc.

}  // namespace oneloop
