#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/tracer/StraceLog.h"
#include "tools/tracer/Trace.h"

namespace oneloop::tracer {

/// Level against edge triggering: runs level_edge under strace; `program` is
/// its path. The trace has a lane for the pipe, one for each trigger, and the
/// rounds in which both are asked.
Trace recordTriggers(const std::string& program);

/// The calls of level_edge as a trace with its rounds and notes; `sources` as
/// sourceLines gives them.
Trace triggersTrace(const std::vector<Call>& calls,
                    const std::vector<std::optional<SourceLine>>& sources);

}  // namespace oneloop::tracer
