#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "oneloop/Thread.h"

namespace oneloop {

// #region class
/// Worker threads for what takes long and needs no descriptor, so that no loop
/// has to wait for it. A task that has a result for a loop posts it there with
/// runInLoop.
///
///  1. A task that run() has accepted will be run.
///  2. The queue may have a bound; run() then waits for room. A worker that
///     calls run() on a full queue runs the task itself, since the one it
///     would wait for may be itself.
///  3. A task must not throw: the program ends.
///  4. Its owner destroys it, never one of its workers: that aborts.
///
/// run(), stop(), queueSize() and name() are safe from any thread, workers
/// included; the others are for the owner, before start().
/// muduo/base/ThreadPool.h, whose stop() drops what is queued.
class ThreadPool {
 public:
  using Task = std::function<void()>;

  explicit ThreadPool(std::string name = "ThreadPool");
  /// Stops it, and waits for the workers.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// 0, the default: no bound.
  void setMaxQueueSize(int size);
  /// Called in each worker before its first task.
  void setThreadInitCallback(Task callback);

  /// Until then, and with 0 threads, run() runs each task in its caller. Aborts
  /// if there are workers already, those that a worker has stopped included;
  /// may be called again after a stop() from outside. Throws std::system_error
  /// if the kernel gives too few threads; those that it gave have ended then.
  void start(int threads);

  /// False if the pool has been stopped: the task is not run.
  bool run(Task task);

  /// Accepts no more tasks, has those it accepted run, and waits for the
  /// workers; but a worker that calls it does not wait for itself.
  void stop();

  std::size_t queueSize() const;
  const std::string& name() const noexcept { return name_; }
  // #endregion class

 private:
  void work();
  bool isFull() const;  // under the lock

  const std::string name_;
  std::size_t maxQueueSize_ = 0;
  Task initCallback_;
  std::vector<std::unique_ptr<Thread>> threads_;

  std::mutex joining_;  // held by whoever joins the workers
  mutable std::mutex mutex_;
  std::condition_variable notEmpty_;
  std::condition_variable notFull_;
  std::deque<Task> queue_;  // guarded by mutex_
  bool running_ = false;    // guarded by mutex_
  bool inCaller_ = true;    // there are no workers; guarded by mutex_
};

}  // namespace oneloop
