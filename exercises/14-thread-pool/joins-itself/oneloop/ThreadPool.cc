#include "oneloop/ThreadPool.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "common/log.h"

namespace oneloop {
namespace {

constinit thread_local const ThreadPool* poolOfThisThread = nullptr;

void abortIf(bool wrong, std::string_view text) {
  if (!wrong) return;
  log(text);
  std::abort();
}

}  // namespace

ThreadPool::ThreadPool(std::string name) : name_(std::move(name)) {}

ThreadPool::~ThreadPool() {
  abortIf(poolOfThisThread == this,
          "ThreadPool: a worker destroys its own pool. Let the owner do that.");
  stop();
}

void ThreadPool::setMaxQueueSize(int size) {
  maxQueueSize_ = static_cast<std::size_t>(std::max(size, 0));
}

void ThreadPool::setThreadInitCallback(Task callback) {
  initCallback_ = std::move(callback);
}

void ThreadPool::start(int threads) {
  abortIf(!threads_.empty(),
          "ThreadPool::start: it has workers. Call stop() from outside first.");
  {
    const std::lock_guard lock(mutex_);
    running_ = true;
    inCaller_ = threads <= 0;
  }
  try {
    for (int i = 0; i < threads; ++i) {
      auto thread = std::make_unique<Thread>([this] { work(); },
                                             name_ + std::to_string(i + 1));
      thread->start();
      threads_.push_back(std::move(thread));
    }
  } catch (...) {
    stop();  // those that have started
    throw;
  }
  if (threads <= 0 && initCallback_) initCallback_();
}

bool ThreadPool::run(Task task) {
  std::unique_lock lock(mutex_);
  if (poolOfThisThread != this) {
    notFull_.wait(lock, [this] { return !isFull() || !running_; });
  }
  if (!running_ && !inCaller_) return false;
  if (inCaller_ || isFull()) {
    lock.unlock();
    task();
    return true;
  }
  queue_.push_back(std::move(task));
  lock.unlock();
  notEmpty_.notify_one();
  return true;
}

void ThreadPool::work() {
  poolOfThisThread = this;
  if (initCallback_) initCallback_();
  for (;;) {
    std::unique_lock lock(mutex_);
    notEmpty_.wait(lock, [this] { return !queue_.empty() || !running_; });
    if (queue_.empty()) return;  // stopped, and nothing is left to do
    const Task task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    notFull_.notify_one();
    task();
  }
}

void ThreadPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    inCaller_ = false;
  }
  notEmpty_.notify_all();
  notFull_.notify_all();
  const std::lock_guard lock(joining_);
  for (const auto& thread : threads_) thread->join();
  threads_.clear();
}

std::size_t ThreadPool::queueSize() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

bool ThreadPool::isFull() const {
  return maxQueueSize_ > 0 && queue_.size() >= maxQueueSize_;
}

}  // namespace oneloop
