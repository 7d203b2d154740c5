#pragma once

#include <poll.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "oneloop/Timestamp.h"

namespace oneloop {

class EventLoop;

// #region class
/// One source of events: a descriptor, what it waits for, and whom to call.
///
///  1. It does not own the descriptor. Whoever does removes the channel (or
///     destroys it, which is the same) before closing the descriptor.
///  2. It belongs to one loop, which must outlive it, and is used in that
///     loop's thread only.
///  3. A callback may do anything to its channel: change what it waits for,
///     remove it, or destroy it. A removed channel gets no further callback,
///     not even for the rest of the same event.
///  4. A callback that destroys its channel, or sets another one in its own
///     place, destroys itself: it must not touch what it captured afterwards.
///     Or tie() keeps the owner alive.
///
/// muduo/net/Channel.h.
class Channel {
 public:
  using EventCallback = std::function<void()>;
  using ReadEventCallback = std::function<void(Timestamp receiveTime)>;

  /// The channel waits for nothing yet.
  Channel(EventLoop* loop, int fd) noexcept : loop_(loop), fd_(fd) {}
  /// Removes it from its loop.
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  void setReadCallback(ReadEventCallback callback);
  void setWriteCallback(EventCallback callback);
  void setCloseCallback(EventCallback callback);
  void setErrorCallback(EventCallback callback);

  /// `owner`, usually the object that holds this channel, stays alive while
  /// an event is handled. Once it is gone, events are ignored.
  void tie(const std::shared_ptr<void>& owner);
  // #endregion class

  // #region interest
  /// Each of these tells the loop at once. Throws what updateChannel throws.
  void enableReading() { waitFor(events_ | kReadEvent); }
  void disableReading() { waitFor(events_ & ~kReadEvent); }
  void enableWriting() { waitFor(events_ | kWriteEvent); }
  void disableWriting() { waitFor(events_ & ~kWriteEvent); }
  /// A hang-up and an error come unasked, but only to a channel that waits for
  /// something: this is how to wait for nothing else.
  void enableHangUp() { waitFor(events_ | kHangUpEvent); }
  void disableAll() { waitFor(kNoneEvent); }
  /// Leaves the loop. Enabling something again joins it again.
  void remove();
  // #endregion interest

  bool isNoneEvent() const noexcept { return events_ == kNoneEvent; }
  bool isReading() const noexcept { return (events_ & kReadEvent) != 0; }
  bool isWriting() const noexcept { return (events_ & kWriteEvent) != 0; }

  EventLoop* ownerLoop() const noexcept { return loop_; }
  int fd() const noexcept { return fd_; }
  /// Bits of poll(2); those of epoll have the same values.
  int events() const noexcept { return events_; }

  /// For the loop: what poll or epoll_wait reported, ...
  void set_revents(int revents) noexcept { revents_ = revents; }
  /// ... and now call whom it concerns.
  void handleEvent(Timestamp receiveTime);

  /// For the poller: what it keeps about this channel. -1: nothing yet.
  int index() const noexcept { return index_; }
  void set_index(int index) noexcept { index_ = index; }

  /// "5: IN OUT"
  std::string eventsToString() const;
  std::string reventsToString() const;
  /// A hang-up is expected, so do not log it.
  void doNotLogHup() noexcept { logHup_ = false; }

 private:
  class Visit;

  // muduo's kReadEvent is POLLIN | POLLPRI. POLLPRI, an urgent byte, brings
  // nothing that recv could return: it would wake the loop for nothing.
  static constexpr int kNoneEvent = 0;
  static constexpr int kReadEvent = POLLIN;
  static constexpr int kWriteEvent = POLLOUT;
  static constexpr int kHangUpEvent = POLLHUP;

  void waitFor(int events);
  void dispatch(Timestamp receiveTime);
  void dispatchEnd(const Visit& visit);

  EventLoop* const loop_;
  const int fd_;
  int events_ = kNoneEvent;
  int revents_ = 0;
  int index_ = -1;
  bool added_ = false;  // to the loop
  bool tied_ = false;
  bool logHup_ = true;
  Visit* visit_ = nullptr;  // the callback in progress, if any
  std::weak_ptr<void> tie_;
  ReadEventCallback readCallback_;
  EventCallback writeCallback_;
  EventCallback closeCallback_;
  EventCallback errorCallback_;
};

}  // namespace oneloop
