#pragma once

#include "oneloop/TcpConnection.h"

namespace oneloop {

/// A relay has two connections for each client: one with the client, one with
/// the server behind it. Each keeps the other one as its context.
void introduce(const TcpConnectionPtr& a, const TcpConnectionPtr& b);

/// The one that `one` was introduced to; null if there is none any more.
TcpConnectionPtr otherOf(const TcpConnectionPtr& one);

}  // namespace oneloop
