#pragma once

#include "muduo/base/Mutex.h"
#include "muduo/net/Connector.h"
#include "muduo/net/EventLoop.h"
#include "muduo/net/TcpConnection.h"
#include "oneloop/TcpClient.h"

namespace muduo::net {

using oneloop::TcpClient;

}  // namespace muduo::net
