#pragma once

#include <string>

#include "oneloop/TcpConnection.h"

namespace oneloop {

/// Sends `bytes` in the loop's thread: at once if this is it, and later if not.
/// The caller may destroy both arguments as soon as this returns. Safe from any
/// thread.
void sendFromThread(const TcpConnectionPtr& connection,
                    const std::string& bytes);

}  // namespace oneloop
