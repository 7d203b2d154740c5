#pragma once

#include <condition_variable>
#include <mutex>

namespace oneloop {

/// Threads wait until others have counted it down to zero. It stays open then.
///
/// All methods are safe from any thread. muduo/base/CountDownLatch.h.
class CountDownLatch {
 public:
  explicit CountDownLatch(int count) : count_(count) {}

  void wait() {
    std::unique_lock lock(mutex_);
    open_.wait(lock, [this] { return count_ <= 0; });
  }

  void countDown() {
    const std::lock_guard lock(mutex_);
    // Under the lock: whom it wakes may destroy the latch.
    if (--count_ == 0) open_.notify_all();
  }

  int getCount() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable open_;
  int count_;  // guarded by mutex_
};

}  // namespace oneloop
