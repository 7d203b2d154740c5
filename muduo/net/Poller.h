#pragma once

#include <map>
#include <vector>

#include "muduo/base/Timestamp.h"
#include "muduo/net/EventLoop.h"
#include "oneloop/Poller.h"

namespace muduo::net {

using oneloop::Poller;

}  // namespace muduo::net
