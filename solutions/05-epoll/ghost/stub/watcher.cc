#include "exercises/05-epoll/ghost/watcher.h"

#include <sys/epoll.h>

#include <array>
#include <utility>

#include "common/check.h"

namespace oneloop {

Watcher::Watcher()
    : epoll_(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))) {}

void Watcher::add(Fd socket) {
  const int fd = socket.get();
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  check("epoll_ctl EPOLL_CTL_ADD",
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event));
  sockets_.emplace(fd, std::move(socket));
}

void Watcher::remove(int fd) {
  sockets_.erase(fd);  // closes it, which takes it off the interest list
}

std::vector<int> Watcher::readable() const {
  std::array<epoll_event, 16> events;
  const int n = check("epoll_wait", ::epoll_wait(epoll_.get(), events.data(),
                                                 events.size(), 0));
  std::vector<int> result;
  for (int i = 0; i < n; ++i) {
    result.push_back(events[static_cast<std::size_t>(i)].data.fd);
  }
  return result;
}

}  // namespace oneloop
