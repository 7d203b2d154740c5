#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/tracer/StraceLog.h"
#include "tools/tracer/Trace.h"

namespace oneloop::tracer {

/// For each call the innermost place in `folder` ("chapters", "tools") that
/// its stack goes through; nothing if there is none: then the call belongs to
/// the loader or the C++ library. Asks addr2line, once.
///
/// Requires that `program` has debug information and that its source files
/// are where they were when it was compiled. Throws Failure if addr2line is
/// missing or fails.
std::vector<std::optional<SourceLine>> sourceLines(
    const std::vector<Call>& calls, const std::string& program,
    const std::string& folder);

}  // namespace oneloop::tracer
