#pragma once

#include <string_view>

namespace oneloop::testing {

/// Says that the test cannot run on this machine, and why; CTest then lists it
/// as skipped. The test returns after it:
///
///   if (!straceWorks()) return skip("strace is missing");
void skip(std::string_view reason);

}  // namespace oneloop::testing
