// An echo server that waits in poll. The caller keeps one array of what to
// watch; poll writes its answers beside the questions, so the array is built
// once and only mended. It is still read from end to end at every call.

#include <poll.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include "common/CommandLine.h"
#include "common/EchoConnection.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "common/accept.h"
#include "common/check.h"
#include "common/listenOn.h"

namespace oneloop {
namespace {

// #region watched
// The array for poll, and beside it the clients: polled()[i + kFirstClient]
// belongs to client i. It has no holes: the last one fills the place of one
// that leaves.
class Watched {
 public:
  static constexpr std::size_t kStop = 0;
  static constexpr std::size_t kListener = 1;
  static constexpr std::size_t kFirstClient = 2;

  Watched(int stop, int listener)
      : polled_{{stop, POLLIN, 0}, {listener, POLLIN, 0}} {}

  std::vector<pollfd>& polled() { return polled_; }

  // poll skips a negative descriptor: so a watch is paused without moving it.
  void watchListener(int listener, bool on) {
    polled_[kListener].fd = on ? listener : -1;
  }

  void add(Fd socket) {
    polled_.push_back({socket.get(), POLLIN, 0});
    clients_.emplace_back(std::move(socket));
  }

  // Serves client i if poll said so. Returns false when it is gone.
  bool serve(std::size_t i) {
    pollfd& entry = polled_[i + kFirstClient];
    if (entry.revents == 0) return true;
    if (entry.revents & POLLNVAL) {
      throw std::logic_error("poll: a closed descriptor is still watched");
    }
    // POLLERR and POLLHUP come unasked. What they mean, the next call on the
    // socket tells: recv returns 0 or an error, send an error.
    EchoConnection& client = clients_[i];
    if (client.step() == EchoConnection::Progress::kClosed) return false;
    entry.events = client.waitsForWrite() ? POLLOUT : POLLIN;
    return true;
  }

  void remove(std::size_t i) {
    std::swap(clients_[i], clients_.back());
    std::swap(polled_[i + kFirstClient], polled_.back());
    clients_.pop_back();
    polled_.pop_back();
  }

  std::size_t clients() const { return clients_.size(); }

 private:
  std::vector<pollfd> polled_;
  std::vector<EchoConnection> clients_;
};
// #endregion watched

// #region serve
void serve(const ServerOptions& options) {
  const StopSignal stop;
  const Fd listener = listenOn(options.address(), Blocking::kNo);
  announce(listener);

  Watched watched(stop.fd(), listener.get());
  bool accepting = true;
  for (;;) {
    watched.watchListener(listener.get(), accepting);
    auto& polled = watched.polled();
    const int ready =
        ::poll(polled.data(), polled.size(),
               accepting ? -1 : static_cast<int>(kAcceptPause.count()));
    if (ready < 0 && (errno == EINTR || errno == ENOMEM)) continue;
    check("poll", ready);
    if (polled[Watched::kStop].revents != 0) return;
    if (ready == 0) accepting = true;  // the pause is over
    const bool newClients = polled[Watched::kListener].revents != 0;

    // From the end: the one that fills a hole has been served already.
    for (std::size_t i = watched.clients(); i-- > 0;) {
      if (watched.serve(i)) continue;
      watched.remove(i);
      accepting = true;  // its descriptor is free
    }
    if (newClients) {
      accepting = acceptAll(listener.get(), [&watched](Fd socket) {
        watched.add(std::move(socket));
      });
    }
  }
}
// #endregion serve

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server that waits in poll.");
  return line.run(argc, argv, oneloop::serve);
}
