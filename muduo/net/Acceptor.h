#pragma once

#include <functional>

#include "muduo/net/Channel.h"
#include "muduo/net/Socket.h"
#include "oneloop/Acceptor.h"

namespace muduo::net {

using oneloop::Acceptor;

}  // namespace muduo::net
