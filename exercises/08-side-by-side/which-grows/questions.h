#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// One client talks to the server. Then 200 silent ones are added.

/// How many bytes does the server hand to the kernel with each message, to say
/// what it waits for?
/// 1. echo_poll     "the same", or "more than 10 times as many"
extern const std::string_view kPollBytes;
/// 2. echo_epoll    "the same", or "more than 10 times as many"
extern const std::string_view kEpollBytes;

/// How many system calls does a message take, beside the 200?
/// 3. echo_poll                     "2", "3" or "more than 100"
extern const std::string_view kPollCalls;
/// 4. echo_thread_per_connection    "2", "3" or "more than 100"
extern const std::string_view kThreadCalls;
/// 5. echo_nonblocking              "2", "3" or "more than 100"
extern const std::string_view kBusyCalls;

}  // namespace oneloop
