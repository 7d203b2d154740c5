// An echo server that waits in select: one thread sleeps until one of many
// sockets has something to do. The sets of descriptors are built anew for
// every call, and searched after it.

#include <sys/select.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <iterator>
#include <map>
#include <utility>

#include "common/CommandLine.h"
#include "common/EchoConnection.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "common/accept.h"
#include "common/check.h"
#include "common/listenOn.h"
#include "common/log.h"

namespace oneloop {
namespace {

using Clients = std::map<int, EchoConnection>;  // by descriptor

// #region interest
// What select is asked about. It overwrites its sets with the answer, so they
// are made new each time.
struct Interest {
  Interest() {
    FD_ZERO(&readable);
    FD_ZERO(&writable);
  }

  // `fd` must be below FD_SETSIZE: FD_SET does not check, it writes past the
  // end of the set.
  void add(int fd, fd_set& set) {
    FD_SET(fd, &set);
    highest = std::max(highest, fd);
  }

  fd_set readable;
  fd_set writable;
  int highest = -1;
};

// A client waits for one thing at a time: to be writable while we hold bytes
// for it, else to be readable. Asking about a writable socket that we have
// nothing for would make every select return at once.
void addClients(const Clients& clients, Interest& interest) {
  for (const auto& [fd, client] : clients) {
    interest.add(
        fd, client.waitsForWrite() ? interest.writable : interest.readable);
  }
}
// #endregion interest

// #region serve
void acceptClient(Fd socket, Clients& clients) {
  const int fd = socket.get();
  if (fd >= FD_SETSIZE) {
    log("client refused: select cannot watch its descriptor (FD_SETSIZE)");
    return;  // closes the socket
  }
  clients.emplace(fd, EchoConnection(std::move(socket)));
}

void serve(const ServerOptions& options) {
  const StopSignal stop;
  const Fd listener = listenOn(options.address(), Blocking::kNo);
  announce(listener);

  Clients clients;
  bool accepting = true;
  for (;;) {
    Interest interest;
    interest.add(stop.fd(), interest.readable);
    if (accepting) interest.add(listener.get(), interest.readable);
    addClients(clients, interest);

    timeval pause{};
    pause.tv_usec = std::chrono::microseconds(kAcceptPause).count();
    const int ready =
        ::select(interest.highest + 1, &interest.readable, &interest.writable,
                 nullptr, accepting ? nullptr : &pause);
    if (ready < 0 && (errno == EINTR || errno == ENOMEM)) continue;
    check("select", ready);
    if (FD_ISSET(stop.fd(), &interest.readable)) return;
    if (ready == 0) accepting = true;  // the pause is over

    // select says how many are ready, and marks them in the sets. To find
    // them, every client is looked at.
    for (auto it = clients.begin(); it != clients.end();) {
      auto& [fd, client] = *it;
      const bool isReady =
          FD_ISSET(fd, &interest.readable) || FD_ISSET(fd, &interest.writable);
      const bool left =
          isReady && client.step() == EchoConnection::Progress::kClosed;
      if (left) accepting = true;  // its descriptor is free
      it = left ? clients.erase(it) : std::next(it);
    }
    if (FD_ISSET(listener.get(), &interest.readable)) {
      accepting = acceptAll(listener.get(), [&clients](Fd socket) {
        acceptClient(std::move(socket), clients);
      });
    }
  }
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server that waits in select.");
  return line.run(argc, argv, oneloop::serve);
}
