#pragma once

#include "common/testing/dontKnow.h"

namespace oneloop {

/// aio_read is called for three sockets. Nothing arrives.
/// 1. How many threads more than before sleep in read(2)?
///    "0", "1" or "3"
extern const std::string_view kThreads;

/// An aio_read is pending on a socket. Then aio_write is called for the same
/// descriptor; there is room in the send buffer.
/// 2. What does aio_error say about the write, as long as nothing arrives?
///    "0" (it is done) or "EINPROGRESS"
extern const std::string_view kWriteBehindRead;
/// 3. aio_cancel for that read, which has begun. It returns
///    "AIO_CANCELED" or "AIO_NOTCANCELED"
extern const std::string_view kCancelStarted;
/// 4. aio_cancel for the write behind it. It returns
///    "AIO_CANCELED" or "AIO_NOTCANCELED"
extern const std::string_view kCancelWaiting;

/// aio_read is called for a socket with O_NONBLOCK. Nothing arrives.
/// 5. What does aio_error say in the end?
///    "EINPROGRESS" (it waits all the same) or "EAGAIN"
extern const std::string_view kNonBlocking;

}  // namespace oneloop
