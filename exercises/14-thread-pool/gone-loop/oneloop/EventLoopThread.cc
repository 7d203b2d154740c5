#include "oneloop/EventLoopThread.h"

#include <exception>
#include <utility>

#include "oneloop/EventLoop.h"

namespace oneloop {

EventLoopThread::EventLoopThread(ThreadInitCallback callback, std::string name)
    : callback_(std::move(callback)),
      thread_([this] { run(); }, std::move(name)) {}

EventLoopThread::~EventLoopThread() {
  if (!thread_.started()) return;
  {
    const std::lock_guard lock(mutex_);
    if (loop_ != nullptr) loop_->quit();
  }
  thread_.join();
}

EventLoop* EventLoopThread::startLoop() {
  thread_.start();
  return made_.get_future().get();
}

void EventLoopThread::run() try {
  EventLoop loop;
  if (callback_) callback_(&loop);
  {
    const std::lock_guard lock(mutex_);
    loop_ = &loop;
  }
  made_.set_value(&loop);
  loop.loop();
} catch (...) {
  if (loop_ != nullptr) throw;  // out of loop(): nobody can handle that
  made_.set_exception(std::current_exception());
}

}  // namespace oneloop
