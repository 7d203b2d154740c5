// An echo server made of channels, and a loop that only knows channels: what
// is ready says itself whom to call. The loop of chapter 05 looked the client
// up; this one follows a pointer.

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <unordered_set>

#include "common/CommandLine.h"
#include "common/Fd.h"
#include "common/StopSignal.h"
#include "common/check.h"
#include "common/log.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "programs/EchoService.h"

namespace oneloop {
namespace {

// #region loop
class EpollLoop final : public EventLoop {
 public:
  EpollLoop()
      : epoll_(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))) {}

  void loop() {
    std::array<epoll_event, 256> ready;
    while (!quit_) {
      const int n =
          ::epoll_wait(epoll_.get(), ready.data(), int{ready.size()}, -1);
      if (n < 0 && errno == EINTR) continue;
      check("epoll_wait", n);
      const Timestamp now = Timestamp::now();
      for (int i = 0; i < n; ++i) {
        const epoll_event& event = ready[static_cast<std::size_t>(i)];
        auto* const channel = static_cast<Channel*>(event.data.ptr);
        channel->set_revents(static_cast<int>(event.events));
        channel->handleEvent(now);
      }
    }
  }

  void quit() { quit_ = true; }

  void updateChannel(Channel* channel) override {
    const int operation =
        channels_.contains(channel) ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    epoll_event event{};
    event.events = static_cast<std::uint32_t>(channel->events());
    event.data.ptr = channel;  // comes back with each event, untouched
    check("epoll_ctl",
          ::epoll_ctl(epoll_.get(), operation, channel->fd(), &event));
    channels_.insert(channel);
  }

  void removeChannel(Channel* channel) override {
    channels_.erase(channel);
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, channel->fd(), nullptr) ==
        -1) {
      logErrno("epoll_ctl");
    }
  }

 private:
  const Fd epoll_;
  std::unordered_set<Channel*> channels_;
  bool quit_ = false;
};
// #endregion loop

// A channel that another one's callback destroys may still stand in `ready`.
// Here each client's is destroyed by its own callback only; chapter 11 has a
// loop that need not trust in that.
void serve(const ServerOptions& options) {
  const StopSignal stop;
  EpollLoop loop;
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&loop](Timestamp) { loop.quit(); });
  stopChannel.enableReading();
  EchoService service(&loop, options);
  loop.loop();
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line("An echo server made of channels.");
  return line.run(argc, argv, oneloop::serve);
}
