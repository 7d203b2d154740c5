#pragma once

#include <string>
#include <vector>

namespace oneloop {

/// Sends the lines, each with a newline behind it. `socket` is blocking.
/// Throws std::system_error.
void sendReport(int socket, const std::vector<std::string>& lines);

/// How many signals 20 lines cost, sent one by one; and how many events an
/// epoll that watches with EPOLLET returns.
extern const double kSignals;
extern const double kEvents;

}  // namespace oneloop
