#include "exercises/04-poll/always-writable/serve.h"

#include <poll.h>

#include <cerrno>
#include <tuple>
#include <utility>
#include <vector>

#include "common/EchoConnection.h"
#include "common/accept.h"
#include "common/check.h"

namespace oneloop {
namespace {

struct Server {
  std::vector<pollfd> watched;          // the listener, then the clients
  std::vector<EchoConnection> clients;  // clients[i] is watched[i + 1]

  void add(Fd socket) {
    watched.push_back({socket.get(), POLLIN | POLLOUT, 0});
    clients.emplace_back(std::move(socket));
  }

  void remove(std::size_t i) {
    std::swap(clients[i], clients.back());
    std::swap(watched[i + 1], watched.back());
    clients.pop_back();
    watched.pop_back();
  }

  // Returns false when the client is gone.
  bool serveClient(std::size_t i) {
    if (watched[i + 1].revents == 0) return true;
    return clients[i].step() != EchoConnection::Progress::kClosed;
  }
};

}  // namespace

void serve(int listener) {
  Server server{{{listener, POLLIN, 0}}, {}};
  for (;;) {
    auto& watched = server.watched;
    const int ready = ::poll(watched.data(), watched.size(), -1);
    if (ready < 0 && errno == EINTR) continue;
    check("poll", ready);
    const bool newClients = watched[0].revents != 0;
    for (std::size_t i = server.clients.size(); i-- > 0;) {
      if (!server.serveClient(i)) server.remove(i);
    }
    if (newClients) {
      std::ignore = acceptAll(
          listener, [&](Fd socket) { server.add(std::move(socket)); });
    }
  }
}

}  // namespace oneloop
