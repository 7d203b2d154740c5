#pragma once

#include "common/Fd.h"
#include "common/SocketAddress.h"

namespace oneloop {

enum class Blocking { kYes, kNo };

/// socket, SO_REUSEADDR, bind, listen: the first three of the four steps that
/// chapter 01 shows. The fourth, accept, is the server's own.
///
/// Throws std::system_error naming the call and the address, for example
/// "bind 127.0.0.1:80: Permission denied".
Fd listenOn(const SocketAddress& address, Blocking blocking);

/// Prints "listening on 127.0.0.1:PORT" on one line of stdout and flushes it.
/// Whoever started the program waits for this line.
void announce(const Fd& listener);
/// The same for a listener that belongs to a library.
void announce(int listener);

}  // namespace oneloop
