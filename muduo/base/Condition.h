#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "muduo/base/Mutex.h"

namespace muduo {

/// Wait with the mutex held, in a loop that asks for what is waited for.
class Condition : noncopyable {
 public:
  explicit Condition(MutexLock& mutex) : mutex_(mutex) {}

  void wait() {
    Released released(mutex_);
    condition_.wait(released.lock);
  }
  /// True if the time is over.
  bool waitForSeconds(double seconds) {
    Released released(mutex_);
    return condition_.wait_for(released.lock,
                               std::chrono::duration<double>(seconds)) ==
           std::cv_status::timeout;
  }
  void notify() { condition_.notify_one(); }
  void notifyAll() { condition_.notify_all(); }

 private:
  /// The caller holds the mutex, and will again; in between, nobody is noted.
  struct Released {
    explicit Released(MutexLock& mutex)
        : owner(mutex), lock(mutex.mutex_, std::adopt_lock) {
      owner.holder_ = 0;
    }
    ~Released() {
      owner.holder_ = CurrentThread::tid();
      lock.release();  // still locked: the caller's guard will unlock it
    }
    Released(const Released&) = delete;
    Released& operator=(const Released&) = delete;

    MutexLock& owner;
    std::unique_lock<std::mutex> lock;
  };

  MutexLock& mutex_;
  std::condition_variable condition_;
};

}  // namespace muduo
