#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/procfs.h"
#include "oneloop/EventLoop.h"

namespace oneloop::testing {

/// An EventLoop that runs in a thread of its own, for tests. Its end asks the
/// loop to quit and waits for the thread.
class LoopThread {
 public:
  LoopThread()
      : thread_([this] {
          EventLoop loop;
          started_.set_value({&loop, ::gettid()});
          loop.loop();
        }),
        loop_(started_.get_future().get()) {}
  ~LoopThread() {
    if (thread_.joinable()) quitAndJoin();
  }

  EventLoop& loop() { return *loop_.loop; }
  pid_t tid() const { return loop_.tid; }

  /// Calls `function` in the loop's thread, and returns when it has.
  void run(const std::function<void()>& function) {
    std::promise<void> ran;
    loop().runInLoop([&] {
      function();
      ran.set_value();
    });
    ran.get_future().get();
  }

  void waitUntilAsleep() const {
    procfs::waitUntilAsleepIn(tid(), {"epoll_wait", "epoll_pwait", "poll"});
  }
  void quitAndJoin() {
    loop().quit();
    thread_.join();
  }
  /// For when something else has asked the loop to quit.
  void join() { thread_.join(); }

 private:
  struct Started {
    EventLoop* loop;
    pid_t tid;
  };

  std::promise<Started> started_;
  std::thread thread_;
  Started loop_;
};

}  // namespace oneloop::testing
