#pragma once

#include <assert.h>

#include <deque>

#include "muduo/base/Condition.h"
#include "muduo/base/Mutex.h"
#include "oneloop/BoundedBlockingQueue.h"

namespace muduo {

using oneloop::BoundedBlockingQueue;

}  // namespace muduo
