#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "oneloop/EventLoopThread.h"

namespace oneloop {

// #region class
/// The loops that share the work of a server: each in a thread of its own.
/// With no threads, the base loop does it all.
///
/// Used in the base loop's thread only. Its end stops the threads and waits
/// for them. muduo/net/EventLoopThreadPool.h.
class EventLoopThreadPool {
 public:
  using ThreadInitCallback = EventLoopThread::ThreadInitCallback;

  /// `baseLoop` must outlive the pool. The pool's end ends its loops one after
  /// the other: from then on, no loop may post to another by its pointer.
  EventLoopThreadPool(EventLoop* baseLoop, std::string name);
  EventLoopThreadPool(const EventLoopThreadPool&) = delete;
  EventLoopThreadPool& operator=(const EventLoopThreadPool&) = delete;

  /// Before start(). Throws std::invalid_argument if it is negative.
  void setThreadNum(int threads);

  /// Call it once. `callback` is called in each loop's thread; with no
  /// threads, here. Throws what EventLoopThread::startLoop throws; the pool is
  /// then as before.
  void start(const ThreadInitCallback& callback = {});

  /// One after the other, beginning with the first. After start(), as are
  /// those below.
  EventLoop* getNextLoop();
  /// The same loop for the same number, always: the remainder of the number
  /// says which.
  EventLoop* getLoopForHash(std::size_t hash) const;
  std::vector<EventLoop*> getAllLoops() const;

  bool started() const noexcept { return started_; }
  const std::string& name() const noexcept { return name_; }

 private:
  void assertStarted() const;

  EventLoop* const baseLoop_;
  const std::string name_;
  bool started_ = false;
  int threadNum_ = 0;
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<EventLoopThread>> threads_;
  std::vector<EventLoop*> loops_;  // of threads_
};
// #endregion class

}  // namespace oneloop
