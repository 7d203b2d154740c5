#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace oneloop::tour {

/// Takes one line of a child's output, without the newline.
using LineHandler = std::function<void(std::string_view)>;

/// Runs `command` in `folder` until it ends and returns its exit status, or
/// 128 + N if signal N ended it. Its stdin is /dev/null. If `onLine` is given,
/// it gets what the child writes to stdout and stderr; otherwise the child
/// writes to ours.
///
/// The child leads a process group of its own. SIGINT, SIGTERM and SIGHUP that
/// reach us meanwhile are passed on to the whole group, and end us, too, once
/// it has ended: no compiler and no test is left behind.
///
/// Throws std::system_error if it cannot be started. One call at a time.
int runChild(const std::vector<std::string>& command,
             const std::filesystem::path& folder, const LineHandler& onLine);

/// Replaces this process by `command`, so that signals and the exit status are
/// its own. Throws std::system_error if that fails.
[[noreturn]] void execute(std::vector<std::string> command);

}  // namespace oneloop::tour
