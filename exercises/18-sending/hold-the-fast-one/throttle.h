#pragma once

#include <cstddef>

#include "oneloop/TcpConnection.h"

namespace oneloop {

/// What `fast` brings is sent on over `slow`. When `mark` bytes wait there,
/// nothing more is read from `fast`, until all of them are in the kernel's
/// hands. Neither keeps the other alive. In the loop's thread; takes the
/// high-water mark and write-complete of `slow`.
void throttle(const TcpConnectionPtr& fast, const TcpConnectionPtr& slow,
              std::size_t mark);

}  // namespace oneloop
