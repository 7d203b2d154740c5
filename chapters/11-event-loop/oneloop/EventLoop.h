#pragma once

#include <sys/types.h>

#include <any>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "oneloop/Poller.h"
#include "oneloop/Timestamp.h"

namespace oneloop {

class Channel;

// #region class
/// The loop of a thread: it waits until channels are ready, calls each, and
/// waits again.
///
///  1. A thread has at most one, and the thread that makes it is its thread.
///     Every method must be called there, but for those that say otherwise.
///     So what belongs to one loop needs no lock.
///  2. Its channels are used in its thread, too, and destroyed before it.
///  3. A callback may throw. loop() lets the exception out; the loop may be
///     run again, and what was ready and not called is still ready.
///
/// Making one ignores SIGPIPE, unless the program has a handler of its own:
/// one peer that leaves must not end the process. muduo/net/EventLoop.h.
class EventLoop {
 public:
  /// Aborts if the thread has a loop already. Throws std::system_error if
  /// there is no descriptor left.
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Handles events until quit(). If quit() was called before, returns at
  /// once. May be called again afterwards.
  void loop();

  /// Ends loop() when the events at hand have been handled. Safe from any
  /// thread; but a loop that waits hears of it with its next event only.
  void quit() noexcept;
  // #endregion class

  /// When the last wait ended.
  Timestamp pollReturnTime() const noexcept { return pollReturnTime_; }
  /// How many waits have ended.
  std::int64_t iteration() const noexcept { return iteration_; }
  /// True inside the callback of a channel.
  bool eventHandling() const noexcept { return eventHandling_; }

  /// For Channel.
  void updateChannel(Channel* channel);
  void removeChannel(Channel* channel);
  bool hasChannel(const Channel* channel) const;

  // #region thread
  /// The loop of the calling thread, or nullptr. Safe from any thread.
  static EventLoop* getEventLoopOfCurrentThread() noexcept;

  /// Safe from any thread.
  bool isInLoopThread() const noexcept {
    return getEventLoopOfCurrentThread() == this;
  }
  /// Aborts, saying what to do, if called in another thread.
  void assertInLoopThread() const {
    if (!isInLoopThread()) abortNotInLoopThread();
  }
  // #endregion thread

  /// Anything a program wants to keep with its loop.
  void setContext(std::any context) { context_ = std::move(context); }
  const std::any& getContext() const noexcept { return context_; }
  std::any* getMutableContext() noexcept { return &context_; }

 private:
  /// While it lives, the loop is the loop of the thread that has made it.
  struct Claim {
    explicit Claim(EventLoop* loop);
    ~Claim();
    const pid_t thread;
  };
  class Running;

  [[noreturn]] void abortNotInLoopThread() const;
  void handleEvents();

  const Claim claim_;  // the first: made before the others, and gone last
  const std::unique_ptr<Poller> poller_;
  std::atomic<bool> quit_ = false;
  bool looping_ = false;
  bool eventHandling_ = false;
  std::int64_t iteration_ = 0;
  Timestamp pollReturnTime_;
  Poller::ChannelList active_;  // ready; nullptr: removed since
  std::any context_;
};

}  // namespace oneloop
