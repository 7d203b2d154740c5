#include "exercises/05-epoll/re-arm/rearm.h"

#include <sys/epoll.h>

#include "common/check.h"

namespace oneloop {

void rearm(int epoll, const EchoConnection& client) {
  epoll_event event{};
  event.events = EPOLLONESHOT;
  event.events |= client.waitsForWrite() ? EPOLLOUT : EPOLLIN;
  event.data.fd = client.fd();
  check("epoll_ctl EPOLL_CTL_MOD",
        ::epoll_ctl(epoll, EPOLL_CTL_MOD, client.fd(), &event));
}

}  // namespace oneloop
