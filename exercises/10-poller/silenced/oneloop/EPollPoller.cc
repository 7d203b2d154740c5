#include "oneloop/EPollPoller.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "common/check.h"
#include "common/log.h"
#include "oneloop/Channel.h"

namespace oneloop {
namespace {

// A channel's index: does the kernel watch it?
constexpr int kNew = -1;
constexpr int kAdded = 1;

constexpr int kFirstRoom = 16;

}  // namespace

EPollPoller::EPollPoller(EventLoop* loop)
    : Poller(loop),
      epoll_(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC))) {
  makeRoom(kFirstRoom);
}

Timestamp EPollPoller::poll(int timeoutMs, ChannelList* activeChannels) {
  const int result = ::epoll_wait(epoll_.get(), ready_.get(), room_, timeoutMs);
  if (result == -1 && errno != EINTR) throwErrno("epoll_wait");
  activeChannels->resize(static_cast<std::size_t>(std::max(result, 0)));
  const epoll_event* event = ready_.get();
  for (Channel*& channel : *activeChannels) {
    channel = static_cast<Channel*>(event->data.ptr);
    channel->set_revents(static_cast<int>(event->events));
    ++event;
  }
  if (result == room_ && room_ < kMostRoom) makeRoom(2 * room_);
  return Timestamp::now();
}

void EPollPoller::makeRoom(int events) {
  ready_ = std::make_unique<epoll_event[]>(static_cast<std::size_t>(events));
  room_ = events;
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
