#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace oneloop::tracer {

/// The text of the file from that position on; none if it ends before.
std::string readFrom(const std::string& file, std::size_t position);

/// How many calls at the end of strace's output failed with EAGAIN, one after
/// another. The first line is not counted: it may be the end of one.
int idleCallsAtEnd(std::string_view trace);

/// True if all threads of the process sleep in calls that wait for a client:
/// then it will do nothing before a client does something.
bool sleeps(pid_t process);

/// Returns when the server has done all that it can do now: it sleeps, or it
/// is one that never sleeps and has found nothing to do, very often. `trace`
/// is the file that strace writes, `position` where it ended before the
/// client acted. Throws Failure at the deadline of tests.
void waitUntilSettled(pid_t server, const std::string& trace,
                      std::size_t position);

}  // namespace oneloop::tracer
