#pragma once

namespace oneloop {

/// From now on, `handler` is called with SIGIO when something comes to the
/// socket. The socket keeps the flags that it has. Throws std::system_error.
void callOnInput(int socket, void (*handler)(int));

}  // namespace oneloop
