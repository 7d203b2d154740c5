#include "exercises/06-signal-driven/never-called/call_on_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "common/check.h"

namespace oneloop {

void callOnInput(int socket, void (*handler)(int)) {
  // First of all: the default action of SIGIO ends the process.
  std::signal(SIGIO, handler);
  check("fcntl F_SETOWN", ::fcntl(socket, F_SETOWN, ::getpid()));
  const int flags = check("fcntl F_GETFL", ::fcntl(socket, F_GETFL));
  check("fcntl F_SETFL", ::fcntl(socket, F_SETFL, flags | O_ASYNC));
}

}  // namespace oneloop
