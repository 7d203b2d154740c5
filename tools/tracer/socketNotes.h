#pragma once

#include <optional>
#include <string>

#include "tools/tracer/Trace.h"

namespace oneloop::tracer {

/// The note of a step of a program (programTrace.h) that is about a socket:
/// `who` has made the call, `what` is the label of the socket. Nothing for
/// other calls.
std::optional<std::string> programSocketNote(const Step& step,
                                             const std::string& who,
                                             const std::string& what);

}  // namespace oneloop::tracer
