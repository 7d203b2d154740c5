#pragma once

#include <csignal>
#include <set>

namespace oneloop {

/// Takes all signals that wait, and never waits itself. `signals` holds SIGIO
/// and the real-time signal of the sockets; they are blocked.
///
/// Returns those of `sockets` that are to be looked at: a signal has come for
/// them; or signals were lost, since the queue was full, and they are readable.
/// Throws std::system_error.
std::set<int> takeReady(const sigset_t& signals, const std::set<int>& sockets);

}  // namespace oneloop
