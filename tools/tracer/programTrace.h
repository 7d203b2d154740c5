#pragma once

#include <optional>
#include <vector>

#include "tools/tracer/StraceLog.h"
#include "tools/tracer/Trace.h"
#include "tools/tracer/record.h"

namespace oneloop::tracer {

/// Runs a program that is no server and has an end of its own, and tells what
/// its threads did: a lane for each. Its story is the comment at the top of its
/// source. Throws testing::Failure if it fails.
Trace recordProgram(const Request& request);

/// True for the trace of such a program: it has no clients and no rounds.
bool isProgramTrace(const Trace& trace);

/// The steps, lanes and descriptors of its calls, after namePointers; `sources`
/// as sourceLines gives them. A call that waited is two steps, where it began
/// and where it ended; any other stands where it began.
void assembleProgram(const std::vector<Call>& calls,
                     const std::vector<std::optional<SourceLine>>& sources,
                     Trace& trace);

}  // namespace oneloop::tracer
