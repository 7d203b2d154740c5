#pragma once

#include <functional>
#include <string_view>

namespace oneloop::testing {

/// Looks again and again until `condition` holds. Throws Failure, saying that
/// `what` has not come true, when the deadline of tests has passed.
///
/// For what the kernel shows but cannot be waited for: a socket's state, a
/// counter in /proc.
void waitUntil(std::string_view what, const std::function<bool()>& condition);

}  // namespace oneloop::testing
