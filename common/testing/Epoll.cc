#include "common/testing/Epoll.h"

#include <cerrno>

#include "common/check.h"

namespace oneloop::testing {

Epoll::Epoll() : fd_(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))) {}

int Epoll::control(int operation, int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  return ::epoll_ctl(fd_.get(), operation, fd, &event) < 0 ? errno : 0;
}

int Epoll::add(int fd, std::uint32_t events) {
  return control(EPOLL_CTL_ADD, fd, events);
}

int Epoll::modify(int fd, std::uint32_t events) {
  return control(EPOLL_CTL_MOD, fd, events);
}

int Epoll::remove(int fd) { return control(EPOLL_CTL_DEL, fd, 0); }

std::uint32_t Epoll::wait(std::chrono::milliseconds timeout) {
  epoll_event event{};
  const int n = check(
      "epoll_wait",
      ::epoll_wait(fd_.get(), &event, 1, static_cast<int>(timeout.count())));
  return n == 1 ? event.events : 0;
}

std::vector<int> Epoll::ready(std::size_t most) {
  std::vector<epoll_event> events(most);
  const int n = check("epoll_wait", ::epoll_wait(fd_.get(), events.data(),
                                                 static_cast<int>(most), 0));
  std::vector<int> fds;
  fds.reserve(most);
  for (int i = 0; i < n; ++i) {
    fds.push_back(events[static_cast<std::size_t>(i)].data.fd);
  }
  return fds;
}

}  // namespace oneloop::testing
