#pragma once

#include <string>
#include <vector>

#include "tools/tracer/Trace.h"

namespace oneloop::tracer {

/// Which program to record. `program` is a path, or a name: then it is the one
/// that was built beside the tracer, in bin/CHAPTER/.
struct Request {
  std::string chapter;
  std::string program;
  std::vector<std::string> arguments;

  std::string path() const;
};

/// The request that made this trace.
Request requestOf(const Trace& trace);

/// Plays the story with the program and tells what happened.
Trace record(const Request& request);

/// The folder of the running tracer.
std::string ownFolder();

}  // namespace oneloop::tracer
