#include <doctest/doctest.h>

#include <memory>
#include <thread>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/CurrentThread.h"
#include "oneloop/EventLoop.h"
#include "oneloop/EventLoopThread.h"

namespace oneloop::testing {
namespace {

/// Keeps a thread from ending, after all of its functions have returned.
class AtEndOfThread {
 public:
  static void install(CountDownLatch& reached, CountDownLatch& mayEnd) {
    static thread_local AtEndOfThread it(reached, mayEnd);
  }
  ~AtEndOfThread() {
    reached_.countDown();
    mayEnd_.wait();
  }

 private:
  AtEndOfThread(CountDownLatch& reached, CountDownLatch& mayEnd)
      : reached_(reached), mayEnd_(mayEnd) {}

  CountDownLatch& reached_;
  CountDownLatch& mayEnd_;
};

TEST_CASE("a loop that runs is asked to quit") {
  const Deadline limit("~EventLoopThread");
  bool ran = false;
  {
    EventLoopThread thread;
    thread.startLoop()->runInLoop([&] { ran = true; });
    steps::add("program", "destroys the EventLoopThread; its loop runs");
  }
  CHECK(ran);
}

TEST_CASE("a loop that has quit by itself is left in peace") {
  const Deadline limit("~EventLoopThread");
  CountDownLatch gone(1);
  CountDownLatch mayEnd(1);
  auto thread = std::make_unique<EventLoopThread>(
      [&](EventLoop*) { AtEndOfThread::install(gone, mayEnd); });
  EventLoop* const loop = thread->startLoop();
  loop->runInLoop([loop] { loop->quit(); });
  gone.wait();
  steps::add("the loop", "quits by itself, and is gone");
  const pid_t self = CurrentThread::tid();
  std::thread ender([&] {
    procfs::waitUntilAsleepIn(self, {"futex"});  // it joins the thread
    mayEnd.countDown();
  });
  steps::add("program", "destroys the EventLoopThread");
  thread.reset();
  ender.join();
}

TEST_CASE("a loop may quit while its thread is destroyed") {
  const Deadline limit("~EventLoopThread");
  for (int i = 0; i < 100; ++i) {
    EventLoopThread thread;
    EventLoop* const loop = thread.startLoop();
    loop->runInLoop([loop] { loop->quit(); });
  }
}

TEST_CASE("a thread that was never started has no loop") {
  const EventLoopThread thread;
}

}  // namespace
}  // namespace oneloop::testing
