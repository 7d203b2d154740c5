#include "exercises/05-epoll/edge-accept/serve.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include "common/EchoConnection.h"
#include "common/check.h"

namespace oneloop {
namespace {

class Server {
 public:
  explicit Server(int listener)
      : listener_(listener),
        epoll_(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))) {
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN | EPOLLET);
  }

  // One turn of the loop.
  void step() {
    std::array<epoll_event, 64> ready;
    const int n = ::epoll_wait(epoll_.get(), ready.data(), ready.size(), -1);
    if (n < 0 && errno == EINTR) return;
    check("epoll_wait", n);
    for (int i = 0; i < n; ++i) {
      const int fd = ready[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener_) {
        acceptClients();
      } else {
        serveClient(fd);
      }
    }
  }

 private:
  void watch(int operation, int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    check("epoll_ctl", ::epoll_ctl(epoll_.get(), operation, fd, &event));
  }

  void acceptClients() {
    Fd client(
        ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!client) return;
    const int fd = client.get();
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
    clients_.emplace(fd, EchoConnection(std::move(client)));
  }

  void serveClient(int fd) {
    EchoConnection& client = clients_.at(fd);
    if (client.step() == EchoConnection::Progress::kClosed) {
      clients_.erase(fd);
    } else {
      watch(EPOLL_CTL_MOD, fd, client.waitsForWrite() ? EPOLLOUT : EPOLLIN);
    }
  }

  const int listener_;
  const Fd epoll_;
  std::unordered_map<int, EchoConnection> clients_;
};

}  // namespace

void serve(int listener) {
  Server server(listener);
  for (;;) server.step();
}

}  // namespace oneloop
