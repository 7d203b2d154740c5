#include "oneloop/PollPoller.h"

#include <cerrno>
#include <cstddef>

#include "common/check.h"
#include "oneloop/Channel.h"

namespace oneloop {
namespace {

std::size_t placeOf(const Channel* channel) {
  return static_cast<std::size_t>(channel->index());
}

}  // namespace

// #region poll
Timestamp PollPoller::poll(int timeoutMs, ChannelList* activeChannels) {
  int ready = ::poll(wanted_.data(), wanted_.size(), timeoutMs);
  if (ready == -1 && errno == EINTR) ready = 0;
  check("poll", ready);
  const Timestamp now = Timestamp::now();
  activeChannels->clear();
  // The kernel says how many are ready, not which: look at each.
  for (std::size_t i = 0; ready > 0; ++i) {
    if (wanted_[i].revents == 0) continue;
    --ready;
    channels_[i]->set_revents(wanted_[i].revents);
    activeChannels->push_back(channels_[i]);
  }
  return now;
}
// #endregion poll

void PollPoller::updateChannel(Channel* channel) {
  if (channel->index() == -1) {
    // No memory: an exception from here, and nothing has changed.
    const std::size_t place = wanted_.size();
    if (place == channels_.capacity()) channels_.reserve(2 * place + 1);
    wanted_.push_back({});
    channels_.push_back(channel);
    channel->set_index(static_cast<int>(place));
  }
  // poll skips a negative descriptor; with events 0 it would still report
  // POLLERR and POLLHUP.
  wanted_[placeOf(channel)] = {channel->isNoneEvent() ? -1 : channel->fd(),
                               static_cast<short>(channel->events()), 0};
}

// #region remove
void PollPoller::removeChannel(Channel* channel) {
  // The last one takes its place, so that the array has no holes.
  const std::size_t place = placeOf(channel);
  wanted_[place] = wanted_.back();
  channels_[place] = channels_.back();
  channels_[place]->set_index(static_cast<int>(place));
  wanted_.pop_back();
  channels_.pop_back();
  channel->set_index(-1);
}
// #endregion remove

}  // namespace oneloop
