#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// A channel waits for reading, and has a callback for each kind of event. Each
/// notes its own name. Which are called, and in what order? Write them with
/// commas between, "close, error, read", or "none".

/// 1. The peer sends "bye" and closes.
extern const std::string_view kSentAndClosed;
/// 2. The channel is on the reading end of a pipe. The writer closes.
extern const std::string_view kWriterClosed;
/// 3. The peer of a TCP connection resets it (RST).
extern const std::string_view kReset;
/// 4. The peer of a TCP connection sends one urgent byte (MSG_OOB).
extern const std::string_view kUrgent;

/// The channel waits for writing as well, and both have come.
/// 5. The read callback calls disableWriting.
extern const std::string_view kReadDisablesWriting;
/// 6. The read callback does nothing.
extern const std::string_view kReadAndWrite;

}  // namespace oneloop
