#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// Two channels, A and B, are ready in the same wait. A's callback runs first.
/// Is B's callback still called in this iteration? "called" or "not called"
/// 1. A's callback says B.disableReading().
extern const std::string_view kDisabled;
/// 2. A's callback destroys B.
extern const std::string_view kDestroyed;

/// 3. A's callback makes a channel C, which is ready at once, and enables it.
///    When is C's callback called: in "this" iteration, or in the "next"?
extern const std::string_view kMade;

/// 4. A's callback says loop.quit(). Is B still "called" or "not called" before
///    loop() returns?
extern const std::string_view kQuit;
/// 5. A's callback throws, and the exception leaves loop(). The program catches
///    it, removes A and calls loop() again. Nothing new has come for B. Is B
///    "called" or "not called"?
extern const std::string_view kThrown;

}  // namespace oneloop
