#pragma once

#include <assert.h>

#include <deque>

#include "muduo/base/Condition.h"
#include "muduo/base/Mutex.h"
#include "oneloop/BlockingQueue.h"

namespace muduo {

using oneloop::BlockingQueue;

}  // namespace muduo
