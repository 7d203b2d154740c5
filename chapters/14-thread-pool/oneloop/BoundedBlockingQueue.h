#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace oneloop {

/// A queue between threads that holds at most `maxSize` values: put() waits
/// for room, take() for something to take.
///
/// All methods are safe from any thread. muduo/base/BoundedBlockingQueue.h.
template <typename T>
class BoundedBlockingQueue {
 public:
  explicit BoundedBlockingQueue(std::size_t maxSize) : maxSize_(maxSize) {}

  void put(T value) {
    {
      std::unique_lock lock(mutex_);
      notFull_.wait(lock, [this] { return queue_.size() < maxSize_; });
      queue_.push_back(std::move(value));
    }
    notEmpty_.notify_one();
  }

  T take() {
    std::unique_lock lock(mutex_);
    notEmpty_.wait(lock, [this] { return !queue_.empty(); });
    T value = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    notFull_.notify_one();
    return value;
  }

  bool empty() const { return size() == 0; }
  bool full() const { return size() == maxSize_; }
  std::size_t capacity() const noexcept { return maxSize_; }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  const std::size_t maxSize_;
  mutable std::mutex mutex_;
  std::condition_variable notEmpty_;
  std::condition_variable notFull_;
  std::deque<T> queue_;  // guarded by mutex_
};

}  // namespace oneloop
