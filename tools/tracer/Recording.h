#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/tracer/StraceLog.h"
#include "tools/tracer/Trace.h"

namespace oneloop::tracer {

/// What a client did, and where in strace's output it belongs.
struct ClientAction {
  Step step;             // `at` in seconds of the wall clock
  std::size_t position;  // the size of the output when it began
};

/// A run as it was seen from both sides.
struct Recording {
  std::vector<Call> calls;
  bool neverSleeps = false;  // the server asks and asks
  std::vector<ClientAction> actions;
  bool serverSpeaksFirst = false;
};

/// The story that every server faces, told for the reader. One whose server
/// speaks first and closes is shorter.
std::string storyText(bool serverSpeaksFirst = false);

/// The clients of the story: "client-a" and so on, in the order in which they
/// connect.
std::vector<Trace::Lane> clientLanes();

/// Runs the server under strace and plays the story of two clients: after
/// each thing that a client does it waits until the server has done all it
/// can. So the order of what happens is the same in every run.
///
/// Throws testing::Failure or std::system_error if the server does not play
/// its part, or if strace may not run here.
Recording recordStory(const std::vector<std::string>& command);

}  // namespace oneloop::tracer
