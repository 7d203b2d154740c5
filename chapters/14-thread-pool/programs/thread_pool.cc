// Three loops take turns; two workers do what takes long, and hand the result
// back to the loop that asked.

#include <fmt/core.h>

#include <cstdio>
#include <string>

#include "oneloop/CountDownLatch.h"
#include "oneloop/CurrentThread.h"
#include "oneloop/EventLoop.h"
#include "oneloop/EventLoopThreadPool.h"
#include "oneloop/ThreadPool.h"

using namespace oneloop;

namespace {

void say(const std::string& what) {
  fmt::print("{:7} {}\n", CurrentThread::name(), what);
  std::fflush(stdout);
}

int slowSquare(int number) {
  CurrentThread::sleepUsec(10'000);  // as if it had to think
  return number * number;
}

}  // namespace

// #region main
int main() {
  EventLoop base;
  EventLoopThreadPool loops(&base, "loop");
  loops.setThreadNum(3);
  loops.start([](EventLoop*) { say("starts"); });

  // Below the loops: the workers end first, since their tasks post to loops.
  ThreadPool workers("worker");
  workers.start(2);

  CountDownLatch answered(6);
  for (int number = 1; number <= 6; ++number) {
    EventLoop* const loop = loops.getNextLoop();
    loop->runInLoop([&, loop, number] {
      workers.run([&, loop, number] {
        const int square = slowSquare(number);
        loop->runInLoop([&, number, square] {
          say(fmt::format("gets {} x {} = {}", number, number, square));
          answered.countDown();
        });
      });
    });
  }
  answered.wait();
  say("has all answers");
}
// #endregion main
