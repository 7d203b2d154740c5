#pragma once

#include "muduo/base/copyable.h"
#include "oneloop/TimerId.h"

namespace muduo::net {

using oneloop::TimerId;

}  // namespace muduo::net
