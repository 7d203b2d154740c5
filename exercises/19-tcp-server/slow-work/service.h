#pragma once

#include <functional>
#include <string>

#include "oneloop/TcpSettings.h"

namespace oneloop {

class ThreadPool;

/// Makes an answer of a line. It may take seconds. Safe from any thread.
using SlowFunction = std::function<std::string(const std::string& line)>;

/// The message callback of a server: each line that `buffer` holds is answered
/// with what `slow` makes of it, and '\n'. What is no whole line yet stays.
///
/// Called in the connection's loop, which must not wait: `workers` do the slow
/// part. They may answer in any order. `workers` and `slow` outlive every call,
/// those in the workers included.
void onMessage(ThreadPool& workers, const SlowFunction& slow,
               const TcpConnectionPtr& connection, Buffer* buffer);

}  // namespace oneloop
