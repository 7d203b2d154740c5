#pragma once

#include <string>
#include <vector>

#include "common/Fd.h"

namespace oneloop {

/// Reads from all pipes until each has come to its end. Returns what it read,
/// in the order in which it came. Throws std::system_error.
std::string collect(const std::vector<Fd>& pipes);

}  // namespace oneloop
