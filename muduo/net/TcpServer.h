#pragma once

#include <map>

#include "muduo/base/Atomic.h"
#include "muduo/base/Types.h"
#include "muduo/net/EventLoop.h"
#include "muduo/net/TcpConnection.h"
#include "oneloop/TcpServer.h"

namespace muduo::net {

using oneloop::EventLoopThreadPool;
using oneloop::TcpServer;

}  // namespace muduo::net
