#pragma once

#include <sys/types.h>

#include <any>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "common/Fd.h"
#include "oneloop/Channel.h"
#include "oneloop/Poller.h"
#include "oneloop/TimerChannel.h"
#include "oneloop/TimerId.h"
#include "oneloop/Timestamp.h"

namespace oneloop {

// #region class
/// The loop of a thread: it waits until channels are ready, calls each, and
/// waits again.
///
///  1. A thread has at most one, and the thread that makes it is its thread.
///     Every method must be called there, but for those that say otherwise.
///     So what belongs to one loop needs no lock. Another thread posts a
///     functor, and the loop's thread runs it.
///  2. Its channels are used in its thread, too, and destroyed before it.
///     Before that, other threads stop calling it; but the call that makes
///     loop() return may still be on its way out.
///  3. A callback may throw. loop() lets the exception out; the loop may be
///     run again, and what was ready and not called is still ready.
///
/// Making one ignores SIGPIPE, unless the program has a handler of its own:
/// one peer that leaves must not end the process. muduo/net/EventLoop.h.
class EventLoop {
 public:
  using Functor = std::function<void()>;
  using TimerCallback = TimerQueue::Callback;

  /// Aborts if the thread has a loop already. Throws std::system_error if
  /// there is no descriptor left.
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Handles events until quit(). If quit() was called before, returns at
  /// once. May be called again afterwards.
  void loop();

  /// Ends loop() when the events at hand have been handled and the functors
  /// run that were posted before. Safe from any thread, and from a signal
  /// handler.
  void quit() noexcept;
  // #endregion class

  // #region post
  /// Calls `functor` in the loop's thread: at once if this is it, else as
  /// queueInLoop. Safe from any thread.
  void runInLoop(Functor functor);

  /// Calls `functor` in the loop's thread, after the events at hand; those of
  /// one thread in their order. One that never gets its turn is destroyed with
  /// the loop. Safe from any thread.
  void queueInLoop(Functor functor);

  /// How many functors have been posted and not taken out yet. Safe from any
  /// thread.
  std::size_t queueSize() const;

  /// Ends the wait in progress, or the next one. Safe from any thread, and
  /// from a signal handler. Keeps errno.
  void wakeup() noexcept;
  // #endregion post

  // #region timers
  /// Call `callback` in the loop's thread, not before its time: at a moment of
  /// the wall clock as it goes now, after `delay` seconds, or every `interval`
  /// seconds, from the first of them on. Setting the clock later changes
  /// nothing. What is due already runs in the next turn. Safe from any thread.
  ///
  /// Throw std::invalid_argument if the interval is not at least a nanosecond,
  /// or if a time is not a number.
  TimerId runAt(Timestamp time, TimerCallback callback);
  TimerId runAfter(double delay, TimerCallback callback);
  TimerId runEvery(double interval, TimerCallback callback);

  /// The timer is not called any more; in the loop's thread, from now on.
  /// Does nothing if it is gone. Safe from any thread.
  void cancel(TimerId timer);
  // #endregion timers

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
  static EventLoop* getEventLoopOfCurrentThread() noexcept {
    return loopOfThisThread_;
  }

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
  static constinit thread_local EventLoop* loopOfThisThread_;

  /// While it lives, the loop is the loop of the thread that has made it.
  struct Claim {
    explicit Claim(EventLoop* loop);
    ~Claim();
    const pid_t thread;
  };
  class Running;
  class Batch;

  [[noreturn]] void abortNotInLoopThread() const;
  void handleEvents();
  void handleWakeup();
  void doPendingFunctors();
  TimerId addTimer(TimerQueue::Duration delay, TimerQueue::Duration interval,
                   TimerCallback callback);

  const Claim claim_;  // the first: made before the others, and gone last
  const std::unique_ptr<Poller> poller_;
  std::atomic<bool> quit_ = false;
  bool looping_ = false;
  bool eventHandling_ = false;
  std::int64_t iteration_ = 0;
  Timestamp pollReturnTime_;
  Poller::ChannelList active_;  // ready; nullptr: removed since
  std::any context_;

  const Fd wakeup_;  // an eventfd: readable from wakeup() until it is read
  Channel wakeupChannel_;
  std::atomic<int> waking_ = 0;  // threads that are about to write to it

  mutable std::mutex mutex_;
  std::vector<Functor> pending_;          // guarded by mutex_
  std::atomic<bool> hasPending_ = false;  // written under mutex_
  std::vector<Functor> calling_;  // run now, or left by one that has thrown

  TimerChannel timers_;
};

}  // namespace oneloop
