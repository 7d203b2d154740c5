#pragma once

#include <deque>
#include <vector>

#include "muduo/base/Condition.h"
#include "muduo/base/Mutex.h"
#include "muduo/base/Thread.h"
#include "muduo/base/Types.h"
#include "oneloop/ThreadPool.h"

namespace muduo {

using oneloop::ThreadPool;

}  // namespace muduo
