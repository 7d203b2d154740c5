#pragma once

#include <netinet/in.h>

#include "muduo/base/StringPiece.h"
#include "muduo/base/copyable.h"
#include "oneloop/InetAddress.h"

namespace muduo::net {

using oneloop::InetAddress;

}  // namespace muduo::net
