#pragma once

#include <any>
#include <atomic>
#include <functional>
#include <vector>

#include "muduo/base/CurrentThread.h"
#include "muduo/base/Mutex.h"
#include "muduo/base/Timestamp.h"
#include "muduo/net/Callbacks.h"
#include "muduo/net/Channel.h"
#include "muduo/net/TimerId.h"
#include "oneloop/EventLoop.h"

namespace muduo::net {

using oneloop::EventLoop;

}  // namespace muduo::net
