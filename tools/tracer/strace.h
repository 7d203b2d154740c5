#pragma once

#include <string>
#include <vector>

namespace oneloop::tracer {

/// The command that runs `command` under strace and writes to the file `log`
/// what parseStrace reads. `calls` is a list for -e trace=.
std::vector<std::string> underStrace(const std::string& calls,
                                     const std::string& log,
                                     const std::vector<std::string>& command);

/// Returns when strace has written the end of that process. Call it when the
/// process has ended. Throws testing::Failure at the deadline of tests.
void waitForEndOf(int process, const std::string& log);

}  // namespace oneloop::tracer
