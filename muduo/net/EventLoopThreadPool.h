#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "muduo/base/Types.h"
#include "muduo/base/noncopyable.h"
#include "muduo/net/EventLoopThread.h"
#include "oneloop/EventLoopThreadPool.h"

namespace muduo::net {

using oneloop::EventLoopThreadPool;

}  // namespace muduo::net
