#pragma once

#include <memory>
#include <vector>

#include "oneloop/Timestamp.h"

namespace oneloop {

class Channel;
class EventLoop;

// #region class
/// Waits for many channels at once. It decides nothing and calls nobody: it
/// says which channels are ready, and why.
///
/// A loop owns it. Not thread-safe. It does not own the channels: each must be
/// removed before it is destroyed, which ~Channel does.
///
/// muduo/net/Poller.h.
class Poller {
 public:
  using ChannelList = std::vector<Channel*>;

  /// PollPoller if the environment has MUDUO_USE_POLL, whatever its value,
  /// "0" included; else EPollPoller. muduo/net/poller/DefaultPoller.cc.
  static std::unique_ptr<Poller> newDefaultPoller(EventLoop* loop);

  explicit Poller(EventLoop* loop) noexcept : loop_(loop) {}
  virtual ~Poller() = default;
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  /// Waits until a channel is ready, a signal comes, or `timeoutMs`
  /// milliseconds have passed; -1 is for ever. Fills the list anew with the
  /// channels that are ready, their revents set. Returns the moment at which it
  /// stopped waiting. Throws std::system_error.
  virtual Timestamp poll(int timeoutMs, ChannelList* activeChannels) = 0;

  /// Adds the channel, or takes notice of what it waits for now. While it
  /// waits for nothing, it is not reported, not even for an error.
  /// Throws std::system_error, naming the call and the descriptor.
  virtual void updateChannel(Channel* channel) = 0;

  /// Forgets a channel that was added. Never throws.
  virtual void removeChannel(Channel* channel) = 0;

  /// True between updateChannel and removeChannel.
  bool hasChannel(const Channel* channel) const noexcept;

  EventLoop* ownerLoop() const noexcept { return loop_; }

 private:
  EventLoop* const loop_;
};
// #endregion class

}  // namespace oneloop
