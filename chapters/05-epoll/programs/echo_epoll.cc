// An echo server that waits in epoll_wait. The kernel keeps the list of what
// to watch; a call brings back only those that are ready. What a wait costs
// depends on how many are ready, not on how many are watched.

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>
#include <unordered_map>
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

using Progress = EchoConnection::Progress;
enum class Trigger { kLevel, kEdge, kOneShot };

class EchoServer {
 public:
  EchoServer(const ServerOptions& options, Trigger trigger)
      : trigger_(trigger),
        listener_(listenOn(options.address(), Blocking::kNo)),
        epoll_(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))) {
    watch(EPOLL_CTL_ADD, stop_.fd(), EPOLLIN);
    watch(EPOLL_CTL_ADD, listener_.get(), EPOLLIN);
    announce(listener_);
  }

  // #region serve
  void serve() {
    std::array<epoll_event, 256> ready;
    while (!stop_.requested()) {
      const int n = ::epoll_wait(
          epoll_.get(), ready.data(), int{ready.size()},
          accepting_ ? -1 : static_cast<int>(kAcceptPause.count()));
      if (n < 0 && errno == EINTR) continue;
      check("epoll_wait", n);
      if (n == 0) setAccepting(true);  // the pause is over
      for (int i = 0; i < n; ++i) {
        handle(ready[static_cast<std::size_t>(i)].data.fd);
      }
    }
  }
  // #endregion serve

 private:
  // #region watch
  // The one call that changes what the kernel watches. There is no
  // EPOLL_CTL_DEL here: closing the last descriptor of a socket removes it.
  void watch(int operation, int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;  // comes back with each event, untouched
    check("epoll_ctl", ::epoll_ctl(epoll_.get(), operation, fd, &event));
  }
  // #endregion watch

  void handle(int fd) {
    if (fd == listener_.get()) {
      setAccepting(acceptAll(listener_.get(), [this](Fd socket) {
        acceptClient(std::move(socket));
      }));
      return;
    }
    // A client closed a moment ago may still stand in the list of ready ones,
    // and a new client may have its number. The new one then gets a step that
    // it did not need: harmless, since no call here blocks.
    const auto it = clients_.find(fd);
    if (it == clients_.end()) return;
    bool stays = false;
    try {
      stays = serveClient(it->second);
    } catch (const std::system_error& error) {
      log(error.what());  // this client is lost, the others go on
    }
    if (stays) return;
    clients_.erase(it);
    setAccepting(true);  // its descriptor is free
  }

  void acceptClient(Fd socket) {
    const int fd = socket.get();
    try {
      watch(EPOLL_CTL_ADD, fd, wanted(false));
      clients_.emplace(fd, EchoConnection(std::move(socket)));
    } catch (const std::system_error& error) {
      log(error.what());  // ENOMEM, ENOSPC: this client is refused
    }
  }

  void setAccepting(bool accepting) {
    if (std::exchange(accepting_, accepting) == accepting) return;
    const std::uint32_t events = accepting ? std::uint32_t{EPOLLIN} : 0;
    watch(EPOLL_CTL_MOD, listener_.get(), events);
  }

  // #region trigger
  // What to ask for, for a client that holds bytes to send or does not.
  std::uint32_t wanted(bool waitsForWrite) const {
    const std::uint32_t one = waitsForWrite ? EPOLLOUT : EPOLLIN;
    switch (trigger_) {
      case Trigger::kEdge:  // both, once for all: it reports changes only
        return EPOLLIN | EPOLLOUT | EPOLLET;
      case Trigger::kOneShot:
        return one | EPOLLONESHOT;
      default:
        return one;
    }
  }

  // Returns false when the client is gone.
  bool serveClient(EchoConnection& client) {
    const bool before = client.waitsForWrite();
    const Progress progress =
        trigger_ == Trigger::kEdge ? drain(client) : client.step();
    if (progress == Progress::kClosed) return false;
    const bool now = client.waitsForWrite();

    // level:    reports for as long as it is ready; modify when we want another
    // edge:     reports each change once; modify to have it looked at again
    // one-shot: reports once and is silent until modified
    const bool modify = trigger_ == Trigger::kLevel ? now != before
                        : trigger_ == Trigger::kEdge
                            ? progress == Progress::kMoved
                            : true;
    if (modify) watch(EPOLL_CTL_MOD, client.fd(), wanted(now));
    return true;
  }

  // An edge is reported once, so all that is there must be taken. But a client
  // that sends without end must not starve the others: kMoved means that it
  // has had its turn and is not done.
  static Progress drain(EchoConnection& client) {
    constexpr int kStepsATurn = 16;
    Progress progress = Progress::kMoved;
    for (int i = 0; i < kStepsATurn && progress == Progress::kMoved; ++i) {
      progress = client.step();
    }
    return progress;
  }
  // #endregion trigger

  const Trigger trigger_;
  const StopSignal stop_;
  const Fd listener_;
  const Fd epoll_;
  std::unordered_map<int, EchoConnection> clients_;
  bool accepting_ = true;
};

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  using oneloop::Trigger;
  oneloop::CommandLine line("An echo server that waits in epoll_wait.");
  std::string trigger = "level";
  line.choice("--trigger", trigger, {"level", "edge", "oneshot"},
              "when a ready socket is reported");
  return line.run(argc, argv, [&](const oneloop::ServerOptions& options) {
    const Trigger chosen = trigger == "edge"      ? Trigger::kEdge
                           : trigger == "oneshot" ? Trigger::kOneShot
                                                  : Trigger::kLevel;
    oneloop::EchoServer(options, chosen).serve();
  });
}
