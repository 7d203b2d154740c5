#include "exercises/03-select/beyond-1024/serve.h"

#include <sys/select.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "common/EchoConnection.h"
#include "common/accept.h"
#include "common/check.h"

namespace oneloop {
namespace {

using Clients = std::map<int, EchoConnection>;  // by descriptor

void acceptClient(Fd socket, Clients& clients) {
  const int fd = socket.get();
  clients.emplace(fd, EchoConnection(std::move(socket)));
}

}  // namespace

void serve(int listener) {
  Clients clients;
  for (;;) {
    fd_set readable;
    fd_set writable;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    FD_SET(listener, &readable);
    int highest = listener;
    for (const auto& [fd, client] : clients) {
      FD_SET(fd, client.waitsForWrite() ? &writable : &readable);
      highest = std::max(highest, fd);
    }
    check("select",
          ::select(highest + 1, &readable, &writable, nullptr, nullptr));

    for (auto it = clients.begin(); it != clients.end();) {
      auto& [fd, client] = *it;
      const bool ready = FD_ISSET(fd, &readable) || FD_ISSET(fd, &writable);
      const bool left =
          ready && client.step() == EchoConnection::Progress::kClosed;
      it = left ? clients.erase(it) : std::next(it);
    }
    if (FD_ISSET(listener, &readable)) {
      std::ignore = acceptAll(listener, [&clients](Fd socket) {
        acceptClient(std::move(socket), clients);
      });
    }
  }
}

}  // namespace oneloop
