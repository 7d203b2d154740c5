#include "exercises/06-signal-driven/never-called/call_on_input.h"

#include <fcntl.h>

#include <csignal>

#include "common/check.h"

namespace oneloop {

void callOnInput(int socket, void (*handler)(int)) {
  check("fcntl F_SETFL", ::fcntl(socket, F_SETFL, O_ASYNC));
  std::signal(SIGIO, handler);
}

}  // namespace oneloop
