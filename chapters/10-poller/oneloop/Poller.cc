#include "oneloop/Poller.h"

#include <cstdlib>

#include "oneloop/Channel.h"
#include "oneloop/EPollPoller.h"
#include "oneloop/PollPoller.h"

namespace oneloop {

// #region default
std::unique_ptr<Poller> Poller::newDefaultPoller(EventLoop* loop) {
  if (std::getenv("MUDUO_USE_POLL") != nullptr) {
    return std::make_unique<PollPoller>(loop);
  }
  return std::make_unique<EPollPoller>(loop);
}
// #endregion default

bool Poller::hasChannel(const Channel* channel) const noexcept {
  return channel->ownerLoop() == loop_ && channel->index() != -1;
}

}  // namespace oneloop
