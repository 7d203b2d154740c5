#pragma once

#include <string_view>

#include "oneloop/TcpConnection.h"

namespace oneloop {

/// How long the client waits for a reply of the first version, in
/// milliseconds, as the judge measured it.
extern const double kMilliseconds;

/// Sends "200 LENGTH\n", and then `body`. In the loop's thread.
void reply(const TcpConnectionPtr& connection, std::string_view body);

}  // namespace oneloop
