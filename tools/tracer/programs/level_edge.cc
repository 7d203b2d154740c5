// One pipe, watched by two epoll instances: one is level-triggered, one is
// edge-triggered. After each thing that happens to the pipe both are asked.
// Run it under strace: the answers are its output.

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "common/Fd.h"
#include "common/check.h"

namespace oneloop {
namespace {

void control(const Fd& epoll, int operation, int fd, unsigned events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  check("epoll_ctl", ::epoll_ctl(epoll.get(), operation, fd, &event));
}

void run() {
  std::array<int, 2> ends{};
  check("pipe", ::pipe(ends.data()));
  const Fd reader(ends[0]);
  const Fd writer(ends[1]);
  const Fd level(check("epoll_create1", ::epoll_create1(0)));
  const Fd edge(check("epoll_create1", ::epoll_create1(0)));
  control(level, EPOLL_CTL_ADD, reader.get(), EPOLLIN);
  control(edge, EPOLL_CTL_ADD, reader.get(), EPOLLIN | EPOLLET);

  // A timeout of 0: the call never sleeps, it returns 0 where it would.
  const auto ask = [&] {
    epoll_event event{};
    check("epoll_wait", ::epoll_wait(level.get(), &event, 1, 0));
    check("epoll_wait", ::epoll_wait(edge.get(), &event, 1, 0));
  };
  const auto write = [&](std::string_view bytes) {
    check("write", ::write(writer.get(), bytes.data(), bytes.size()));
    ask();
  };
  const auto read = [&](std::size_t n) {
    std::array<char, 16> buffer{};
    check("read", ::read(reader.get(), buffer.data(), n));
    ask();
  };

  // #region story
  write("ab");
  ask();  // nothing has happened since
  read(1);
  write("c");  // while a byte is still unread
  ask();
  read(2);
  write("d");
  ask();
  control(edge, EPOLL_CTL_MOD, reader.get(), EPOLLIN | EPOLLET);
  ask();
  read(1);
  // #endregion story
}

}  // namespace
}  // namespace oneloop

int main() { oneloop::run(); }
