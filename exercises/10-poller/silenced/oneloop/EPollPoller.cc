#include "oneloop/EPollPoller.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "common/check.h"
#include "common/log.h"
#include "oneloop/Channel.h"

namespace oneloop {
namespace {

// A channel's index: does the kernel watch it?
constexpr int kNew = -1;
constexpr int kAdded = 1;

constexpr std::size_t kFirstReady = 16;

}  // namespace

EPollPoller::EPollPoller(EventLoop* loop)
    : Poller(loop),
      epoll_(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))),
      ready_(kFirstReady) {}

Timestamp EPollPoller::poll(int timeoutMs, ChannelList* activeChannels) {
  int n = ::epoll_wait(epoll_.get(), ready_.data(),
                       static_cast<int>(ready_.size()), timeoutMs);
  if (n == -1 && errno == EINTR) n = 0;
  check("epoll_wait", n);
  const Timestamp now = Timestamp::now();
  const auto count = static_cast<std::size_t>(n);
  for (std::size_t i = 0; i < count; ++i) {
    auto* const channel = static_cast<Channel*>(ready_[i].data.ptr);
    channel->set_revents(static_cast<int>(ready_[i].events));
    activeChannels->push_back(channel);
  }
  if (count == ready_.size()) ready_.resize(2 * count);
  return now;
}

void EPollPoller::updateChannel(Channel* channel) {
  if (channel->isNoneEvent()) {
    // With events 0 the kernel would still report EPOLLERR and EPOLLHUP.
    if (channel->index() == kAdded) forget(channel);
    return;
  }
  const bool added = channel->index() == kAdded;
  if (!control(added ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, channel)) {
    throwErrno(added ? "epoll_ctl MOD" : "epoll_ctl ADD",
               channel->eventsToString());
  }
  channel->set_index(kAdded);
}

void EPollPoller::removeChannel(Channel* channel) {
  if (channel->index() == kAdded) forget(channel);
  channel->set_index(kNew);
}

// EBADF or ENOENT: the descriptor was closed before its channel was removed.
// If a duplicate of it is still open, the kernel goes on reporting the channel.
void EPollPoller::forget(Channel* channel) noexcept {
  if (!control(EPOLL_CTL_DEL, channel)) logErrno("epoll_ctl DEL");
}

bool EPollPoller::control(int operation, Channel* channel) noexcept {
  epoll_event event{};
  event.events = static_cast<std::uint32_t>(channel->events());
  event.data.ptr = channel;
  return ::epoll_ctl(epoll_.get(), operation, channel->fd(), &event) == 0;
}

}  // namespace oneloop
