#include "exercises/01-blocking/wrong-port/listen_at.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "common/check.h"

namespace oneloop {

Fd listenAt(std::uint16_t port) {
  Fd listener(
      check("socket", ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = port;
  check("bind",
        ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address),
               sizeof address));
  check("listen", ::listen(listener.get(), SOMAXCONN));
  return listener;
}

}  // namespace oneloop
