#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace oneloop {

/// A queue between threads, without a bound: take() waits until there is
/// something, put() never waits.
///
/// All methods are safe from any thread. muduo/base/BlockingQueue.h.
template <typename T>
class BlockingQueue {
 public:
  void put(T value) {
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back(std::move(value));
    }
    notEmpty_.notify_one();
  }

  T take() {
    std::unique_lock lock(mutex_);
    notEmpty_.wait(lock, [this] { return !queue_.empty(); });
    T value = std::move(queue_.front());
    queue_.pop_front();
    return value;
  }

  /// All that is there, at once.
  std::deque<T> drain() {
    const std::lock_guard lock(mutex_);
    return std::exchange(queue_, {});
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable notEmpty_;
  std::deque<T> queue_;  // guarded by mutex_
};

}  // namespace oneloop
