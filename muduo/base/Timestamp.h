#pragma once

#include "muduo/base/Types.h"
#include "muduo/base/copyable.h"
#include "oneloop/Timestamp.h"

namespace muduo {

using oneloop::addTime;
using oneloop::timeDifference;
using oneloop::Timestamp;

}  // namespace muduo
