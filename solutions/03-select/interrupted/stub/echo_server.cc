// An echo server that waits in select.

#include <sys/select.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "common/CommandLine.h"
#include "common/EchoConnection.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "common/accept.h"
#include "common/check.h"
#include "common/listenOn.h"

namespace oneloop {
namespace {

class Server {
 public:
  explicit Server(const ServerOptions& options)
      : listener_(listenOn(options.address(), Blocking::kNo)) {
    announce(listener_);
  }

  void run() {
    while (!stop_.requested()) {
      buildSets();
      const int ready =
          ::select(nfds_, &readable_, &writable_, nullptr, nullptr);
      check("select", ready);
      serveClients();
      if (FD_ISSET(listener_.get(), &readable_)) acceptClients();
    }
  }

 private:
  void watch(int fd, fd_set& set) {
    FD_SET(fd, &set);
    nfds_ = std::max(nfds_, fd + 1);
  }

  void buildSets() {
    FD_ZERO(&readable_);
    FD_ZERO(&writable_);
    nfds_ = 0;
    watch(stop_.fd(), readable_);
    watch(listener_.get(), readable_);
    for (const auto& [fd, client] : clients_) {
      watch(fd, client.waitsForWrite() ? writable_ : readable_);
    }
  }

  void serveClients() {
    for (auto it = clients_.begin(); it != clients_.end();) {
      auto& [fd, client] = *it;
      const bool ready = FD_ISSET(fd, &readable_) || FD_ISSET(fd, &writable_);
      const bool left =
          ready && client.step() == EchoConnection::Progress::kClosed;
      it = left ? clients_.erase(it) : std::next(it);
    }
  }

  void acceptClients() {
    std::ignore = acceptAll(listener_.get(), [this](Fd socket) {
      const int fd = socket.get();
      if (fd < FD_SETSIZE) {
        clients_.emplace(fd, EchoConnection(std::move(socket)));
      }
    });
  }

  const StopSignal stop_;  // catches SIGINT, SIGTERM and SIGUSR1
  const Fd listener_;
  std::map<int, EchoConnection> clients_;
  fd_set readable_;
  fd_set writable_;
  int nfds_ = 0;
};

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server that waits in select.");
  return line.run(argc, argv, [](const oneloop::ServerOptions& options) {
    oneloop::Server(options).run();
  });
}
