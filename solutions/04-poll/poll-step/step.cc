#include "exercises/04-poll/poll-step/step.h"

#include <cerrno>
#include <tuple>
#include <utility>

#include "common/accept.h"
#include "common/check.h"

namespace oneloop {

void step(PollServer& server) {
  const int n = ::poll(server.watched.data(), server.watched.size(), -1);
  if (n < 0 && errno == EINTR) return;
  check("poll", n);

  auto& [watched, clients] = server;
  const bool newClients = watched[0].revents != 0;
  for (std::size_t i = clients.size(); i-- > 0;) {
    if (watched[i + 1].revents == 0) continue;
    if (clients[i].step() == EchoConnection::Progress::kClosed) {
      std::swap(clients[i], clients.back());
      std::swap(watched[i + 1], watched.back());
      clients.pop_back();
      watched.pop_back();
    } else {
      watched[i + 1].events = clients[i].waitsForWrite() ? POLLOUT : POLLIN;
    }
  }
  if (newClients) {
    std::ignore = acceptAll(watched[0].fd, [&server](Fd socket) {
      server.watched.push_back({socket.get(), POLLIN, 0});
      server.clients.emplace_back(std::move(socket));
    });
  }
}

}  // namespace oneloop
