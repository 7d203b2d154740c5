// The echo server of chapter 09, its loop cut in two: a Poller waits, the loop
// calls. Which system call waits is the Poller's affair alone:
//
//   MUDUO_USE_POLL=1 ./tour run 10

#include <memory>

#include "common/CommandLine.h"
#include "common/StopSignal.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "oneloop/Poller.h"
#include "programs/EchoService.h"

namespace oneloop {
namespace {

// #region loop
class PollerLoop final : public EventLoop {
 public:
  PollerLoop() : poller_(Poller::newDefaultPoller(this)) {}

  void loop() {
    Poller::ChannelList active;
    while (!quit_) {
      const Timestamp now = poller_->poll(-1, &active);
      for (Channel* channel : active) channel->handleEvent(now);
    }
  }

  void quit() { quit_ = true; }

  void updateChannel(Channel* channel) override {
    poller_->updateChannel(channel);
  }
  void removeChannel(Channel* channel) override {
    poller_->removeChannel(channel);
  }

 private:
  const std::unique_ptr<Poller> poller_;
  bool quit_ = false;
};
// #endregion loop

void serve(const ServerOptions& options) {
  const StopSignal stop;
  PollerLoop loop;
  Channel stopChannel(&loop, stop.fd());
  stopChannel.setReadCallback([&loop](Timestamp) { loop.quit(); });
  stopChannel.enableReading();
  EchoService service(&loop, options);
  loop.loop();
}

}  // namespace
}  // namespace oneloop

int main(int argc, char** argv) {
  oneloop::CommandLine line(
      "An echo server on a Poller: epoll, or poll if MUDUO_USE_POLL is set.");
  return line.run(argc, argv, oneloop::serve);
}
