#pragma once

#include "muduo/base/Condition.h"
#include "muduo/base/Mutex.h"
#include "muduo/base/Thread.h"
#include "muduo/net/EventLoop.h"
#include "oneloop/EventLoopThread.h"

namespace muduo::net {

using oneloop::EventLoopThread;

}  // namespace muduo::net
