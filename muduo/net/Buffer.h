#pragma once

#include <assert.h>
#include <string.h>

#include <algorithm>
#include <vector>

#include "muduo/base/StringPiece.h"
#include "muduo/base/Types.h"
#include "muduo/base/copyable.h"
#include "muduo/net/Endian.h"
#include "oneloop/Buffer.h"

namespace muduo::net {

using oneloop::Buffer;

}  // namespace muduo::net
