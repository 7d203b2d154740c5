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
  for (int i = 0; i < threadNum_; ++i) {
    auto thread =
        std::make_unique<EventLoopThread>(callback, name_ + std::to_string(i));
    loops_.push_back(thread->startLoop());
    threads_.push_back(std::move(thread));
  }
  if (threadNum_ == 0 && callback) callback(baseLoop_);
  started_ = true;
}

EventLoop* EventLoopThreadPool::getNextLoop() {
  assertStarted();
  return baseLoop_;  // TODO
}

EventLoop* EventLoopThreadPool::getLoopForHash(
    [[maybe_unused]] std::size_t hash) const {
  assertStarted();
  return baseLoop_;  // TODO
}

std::vector<EventLoop*> EventLoopThreadPool::getAllLoops() const {
  assertStarted();
  return {};  // TODO
}

void EventLoopThreadPool::assertStarted() const {
  baseLoop_->assertInLoopThread();
  if (!started_) throw std::logic_error("EventLoopThreadPool: start it first");
}

}  // namespace oneloop
