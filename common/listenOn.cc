#include "common/listenOn.h"

#include <fmt/core.h>
#include <sys/socket.h>

#include <cstdio>
#include <string>

#include "common/check.h"

namespace oneloop {

Fd listenOn(const SocketAddress& address, Blocking blocking) {
  const std::string name = address.toString();
  const int type = SOCK_STREAM | SOCK_CLOEXEC |
                   (blocking == Blocking::kNo ? SOCK_NONBLOCK : 0);
  Fd fd(check("socket", ::socket(address.family(), type, 0)));
  const int on = 1;
  check("setsockopt SO_REUSEADDR",
        ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
  check("bind", ::bind(fd.get(), address.get(), address.size()), name);
  check("listen", ::listen(fd.get(), SOMAXCONN), name);
  return fd;
}

void announce(const Fd& listener) { announce(listener.get()); }

void announce(int listener) {
  fmt::print("listening on {}\n", SocketAddress::localOf(listener).toString());
  std::fflush(stdout);
}

}  // namespace oneloop
