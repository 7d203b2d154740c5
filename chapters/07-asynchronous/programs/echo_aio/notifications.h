#pragma once

#include <csignal>

#include "common/Fd.h"

namespace oneloop {

/// How POSIX AIO tells that a request is done.
enum class Notify { kSignal, kThread };

/// For aio_sigevent of a request about that socket (sigevent(7)).
sigevent notification(Notify notify, int socket);

/// Where the notifications arrive, for poll and read: each is one int, the
/// number of the socket. Call it once, from the main thread.
Fd openNotifications();

}  // namespace oneloop
