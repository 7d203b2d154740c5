#pragma once

namespace oneloop {

class Channel;

// #region promise
/// Whoever waits on behalf of channels: so far, each program writes its own.
/// Chapter 11 makes one loop of it that serves them all.
class EventLoop {
 public:
  /// What `channel` waits for has changed. Throws std::system_error if the
  /// kernel refuses to watch it.
  virtual void updateChannel(Channel* channel) = 0;

  /// `channel` is watched, and never will be again. Never throws, since it is
  /// the end of a channel's life.
  virtual void removeChannel(Channel* channel) = 0;

 protected:
  ~EventLoop() = default;
};
// #endregion promise

}  // namespace oneloop
