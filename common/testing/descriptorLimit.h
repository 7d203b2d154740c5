#pragma once

#include <cstddef>

namespace oneloop::testing {

/// Raises this process's own limit on open descriptors (RLIMIT_NOFILE) as far
/// as the system allows, for itself and the children it starts from now on.
/// Returns the limit now in force.
std::size_t raiseDescriptorLimit();

}  // namespace oneloop::testing
