#pragma once

#include <any>
#include <memory>

#include "muduo/base/StringPiece.h"
#include "muduo/base/Types.h"
#include "muduo/base/noncopyable.h"
#include "muduo/net/Buffer.h"
#include "muduo/net/Callbacks.h"
#include "muduo/net/InetAddress.h"
#include "oneloop/TcpConnection.h"

namespace muduo::net {

using oneloop::TcpConnection;
using oneloop::TcpConnectionPtr;

}  // namespace muduo::net
