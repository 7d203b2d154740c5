#include "oneloop/Thread.h"

#include <atomic>
#include <utility>

#include "oneloop/CountDownLatch.h"
#include "oneloop/CurrentThread.h"

namespace oneloop {
namespace {

std::atomic<int> created = 0;

std::string nameOrNumber(std::string name) {
  const int number = ++created;
  return name.empty() ? "Thread" + std::to_string(number) : std::move(name);
}

}  // namespace

Thread::Thread(ThreadFunc function, std::string name)
    : function_(std::move(function)), name_(nameOrNumber(std::move(name))) {}

Thread::~Thread() {
  if (thread_.joinable()) thread_.detach();
}

void Thread::start() {
  CountDownLatch known(1);
  thread_ = std::thread([this, &known, function = std::move(function_)] {
    tid_ = CurrentThread::tid();
    CurrentThread::setName(name_);
    known.countDown();  // from here on, this Thread may be gone
    function();
  });
  started_ = true;
  known.wait();
}

void Thread::join() { thread_.join(); }

int Thread::numCreated() noexcept { return created; }

}  // namespace oneloop
