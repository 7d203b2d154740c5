#pragma once

#include "muduo/base/noncopyable.h"
#include "muduo/net/InetAddress.h"
#include "oneloop/Socket.h"

namespace muduo::net {

using oneloop::Socket;

}  // namespace muduo::net
