#pragma once

#include <functional>
#include <memory>

#include "muduo/net/InetAddress.h"
#include "oneloop/Connector.h"

namespace muduo::net {

using oneloop::Connector;

}  // namespace muduo::net
