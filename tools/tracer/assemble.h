#pragma once

#include <optional>
#include <vector>

#include "tools/tracer/Recording.h"
#include "tools/tracer/Trace.h"

namespace oneloop::tracer {

/// Puts the two sides of a recording into one list of steps, with the lanes
/// and descriptors they speak of; no notes yet.
///
/// `sources` holds one place for each call, as sourceLines gives them; a call
/// without one is no part of the lesson and is left out.
///
/// What the threads of the server do between two actions of the clients has
/// no order of its own: it is shown thread by thread. So two recordings of
/// the same program give the same list.
void assemble(const Recording& recording,
              const std::vector<std::optional<SourceLine>>& sources,
              Trace& trace);

/// Folds runs of calls that found nothing to do (EAGAIN) and were made more
/// than once: one step for each different call, with how often it was made.
/// A run goes on while clients act; it stands where it began.
void foldIdleRuns(std::vector<Step>& steps);

}  // namespace oneloop::tracer
