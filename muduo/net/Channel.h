#pragma once

#include <functional>
#include <memory>

#include "muduo/base/Timestamp.h"
#include "muduo/base/noncopyable.h"
#include "oneloop/Channel.h"

namespace muduo::net {

using oneloop::Channel;

}  // namespace muduo::net
