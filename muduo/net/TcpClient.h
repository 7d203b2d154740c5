#pragma once

#include "muduo/base/Mutex.h"
#include "muduo/net/EventLoop.h"
#include "muduo/net/TcpConnection.h"
#include "oneloop/Connector.h"
#include "oneloop/TcpClient.h"

namespace muduo::net {

using oneloop::Connector;
using oneloop::TcpClient;

}  // namespace muduo::net
