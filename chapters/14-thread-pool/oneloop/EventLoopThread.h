#pragma once

#include <functional>
#include <future>
#include <mutex>
#include <string>

#include "oneloop/Thread.h"

namespace oneloop {

class EventLoop;

// #region class
/// A thread that makes an EventLoop and runs it.
///
/// One thread owns it and calls its methods. Its end asks the loop to quit and
/// waits for the thread; so the loop lives exactly from startLoop() until
/// then, or until something else makes it quit. muduo/net/EventLoopThread.h.
class EventLoopThread {
 public:
  using ThreadInitCallback = std::function<void(EventLoop*)>;

  /// `callback` is called in the new thread, before the loop runs.
  explicit EventLoopThread(ThreadInitCallback callback = {},
                           std::string name = {});
  ~EventLoopThread();
  EventLoopThread(const EventLoopThread&) = delete;
  EventLoopThread& operator=(const EventLoopThread&) = delete;

  /// Call it once. Returns the loop, which is about to run. If the loop cannot
  /// be made, or `callback` throws, it throws that here. What the loop's own
  /// callbacks throw later ends the program: nobody is there to handle it.
  EventLoop* startLoop();

 private:
  void run();

  ThreadInitCallback callback_;
  std::promise<EventLoop*> made_;
  std::mutex mutex_;
  EventLoop* loop_ = nullptr;  // while it exists; guarded by mutex_
  Thread thread_;
};
// #endregion class

}  // namespace oneloop
