// A thread that runs a loop, from its start to its end: the main thread asks
// it for something, and waits for the answer.

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "oneloop/CountDownLatch.h"
#include "oneloop/EventLoop.h"
#include "oneloop/EventLoopThread.h"

using namespace oneloop;

namespace {

void say(const char* what) {
  fmt::print("{}\n", what);
  std::fflush(stdout);
}

// For you to see the loop at rest.
void letItSleep() {
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

}  // namespace

// #region main
int main() {
  EventLoopThread thread;
  EventLoop* const loop = thread.startLoop();  // returns when there is a loop
  letItSleep();
  CountDownLatch answered(1);
  loop->runInLoop([&] {
    say("the loop answers");
    answered.countDown();
  });
  answered.wait();
  letItSleep();
  say("the main thread goes on");
}  // the loop is told to quit, and its thread is joined
// #endregion main
