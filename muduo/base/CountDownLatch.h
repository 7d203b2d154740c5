#pragma once

#include "muduo/base/Condition.h"
#include "muduo/base/Mutex.h"
#include "oneloop/CountDownLatch.h"

namespace muduo {

using oneloop::CountDownLatch;

}  // namespace muduo
