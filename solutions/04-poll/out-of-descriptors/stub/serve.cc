#include "exercises/04-poll/out-of-descriptors/serve.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "common/EchoConnection.h"
#include "common/check.h"

namespace oneloop {
namespace {

class Server {
 public:
  explicit Server(int listener)
      : listener_(listener), watched_{{listener, POLLIN, 0}} {}

  // One turn of the loop.
  void step() {
    const int ready = ::poll(watched_.data(), watched_.size(), -1);
    if (ready < 0 && errno == EINTR) return;
    check("poll", ready);
    const bool newClients = watched_[0].revents != 0;
    for (std::size_t i = clients_.size(); i-- > 0;) {
      if (watched_[i + 1].revents != 0) serveClient(i);
    }
    if (newClients) acceptClients();
  }

 private:
  void acceptClients() {
    for (;;) {
      Fd client(
          ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!client) return;  // nobody waits any more
      watched_.push_back({client.get(), POLLIN, 0});
      clients_.emplace_back(std::move(client));
    }
  }

  void serveClient(std::size_t i) {
    if (clients_[i].step() == EchoConnection::Progress::kClosed) {
      remove(i);
    } else {
      watched_[i + 1].events = clients_[i].waitsForWrite() ? POLLOUT : POLLIN;
    }
  }

  void remove(std::size_t i) {
    std::swap(clients_[i], clients_.back());
    std::swap(watched_[i + 1], watched_.back());
    clients_.pop_back();
    watched_.pop_back();
  }

  const int listener_;
  std::vector<pollfd> watched_;          // the listener, then the clients
  std::vector<EchoConnection> clients_;  // clients_[i] is watched_[i + 1]
};

}  // namespace

void serve(int listener) {
  Server server(listener);
  for (;;) server.step();
}

}  // namespace oneloop
