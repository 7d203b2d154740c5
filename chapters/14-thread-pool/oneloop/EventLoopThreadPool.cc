#include "oneloop/EventLoopThreadPool.h"

#include <stdexcept>
#include <utility>

#include "oneloop/EventLoop.h"

namespace oneloop {

EventLoopThreadPool::EventLoopThreadPool(EventLoop* baseLoop, std::string name)
    : baseLoop_(baseLoop), name_(std::move(name)) {}

void EventLoopThreadPool::setThreadNum(int threads) {
  if (threads < 0) {
    throw std::invalid_argument("setThreadNum: " + std::to_string(threads) +
                                " threads; it must be 0 or more");
  }
  threadNum_ = threads;
}

void EventLoopThreadPool::start(const ThreadInitCallback& callback) {
  baseLoop_->assertInLoopThread();
  if (started_) throw std::logic_error("EventLoopThreadPool: started already");
  // If one cannot start, those before it end with these.
  std::vector<std::unique_ptr<EventLoopThread>> threads;
  std::vector<EventLoop*> loops;
  for (int i = 0; i < threadNum_; ++i) {
    threads.push_back(
        std::make_unique<EventLoopThread>(callback, name_ + std::to_string(i)));
    loops.push_back(threads.back()->startLoop());
  }
  if (threadNum_ == 0 && callback) callback(baseLoop_);
  threads_ = std::move(threads);
  loops_ = std::move(loops);
  started_ = true;
}

EventLoop* EventLoopThreadPool::getNextLoop() {
  assertStarted();
  return loops_.empty() ? baseLoop_ : loops_[next_++ % loops_.size()];
}

EventLoop* EventLoopThreadPool::getLoopForHash(std::size_t hash) const {
  assertStarted();
  return loops_.empty() ? baseLoop_ : loops_[hash % loops_.size()];
}

std::vector<EventLoop*> EventLoopThreadPool::getAllLoops() const {
  assertStarted();
  return loops_.empty() ? std::vector{baseLoop_} : loops_;
}

void EventLoopThreadPool::assertStarted() const {
  baseLoop_->assertInLoopThread();
  if (!started_) throw std::logic_error("EventLoopThreadPool: start it first");
}

}  // namespace oneloop
