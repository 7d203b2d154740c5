#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// An eventfd, made with eventfd(0, EFD_NONBLOCK).
/// 1. Three writes, each of the number 1 in 8 bytes. Then one read of 8 bytes:
///    which number does it bring?
///    "1" or "3"
extern const std::string_view kOneRead;
/// 2. A second read, right after it. It gives
///    "0", "8" (bytes) or "EAGAIN"
extern const std::string_view kSecondRead;
/// 3. A write of 4 bytes. It gives
///    "4" or "EINVAL"
extern const std::string_view kFourBytes;
/// 4. The counter is at its greatest value. A write of the number 1 gives
///    "8", "EAGAIN" or "EOVERFLOW"
extern const std::string_view kFull;

/// A loop, in its own thread, before loop() is called.
/// 5. runInLoop(f), then the next statement. When does f run: "before" or
///    "after" it?
extern const std::string_view kRunInLoop;
/// 6. queueInLoop(f); f itself calls queueInLoop(g). Do f and g run in the
///    "same" iteration of the loop, or in "different" ones?
extern const std::string_view kFunctorOfFunctor;

}  // namespace oneloop
