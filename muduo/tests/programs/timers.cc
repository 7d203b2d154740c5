// Timers, and loops in threads, written as muduo's programs are.

#include <muduo/base/CountDownLatch.h>
#include <muduo/base/Thread.h>
#include <muduo/net/Channel.h>
#include <muduo/net/EventLoop.h>
#include <muduo/net/EventLoopThread.h>
#include <muduo/net/EventLoopThreadPool.h>
#include <muduo/net/TimerId.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <unistd.h>

using namespace muduo;
using namespace muduo::net;

EventLoop* g_loop;
int ticks = 0;
TimerId toCancel;

void print(const char* message) {
  printf("%s\n", message);
  if (++ticks == 5) g_loop->quit();
}

void cancelIt(TimerId timer) {
  g_loop->cancel(timer);
  print("cancelled");
}

// A descriptor and a channel of one's own.
class PeriodicTimer : noncopyable {
 public:
  PeriodicTimer(EventLoop* loop, double interval, const TimerCallback& cb)
      : loop_(loop),
        timerfd_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
        channel_(loop, timerfd_),
        interval_(interval),
        cb_(cb) {
    channel_.setReadCallback(std::bind(&PeriodicTimer::handleRead, this));
    channel_.enableReading();
  }
  ~PeriodicTimer() {
    channel_.disableAll();
    channel_.remove();
    ::close(timerfd_);
  }

  void start() {
    struct itimerspec spec;
    memZero(&spec, sizeof spec);
    spec.it_value.tv_nsec = static_cast<long>(interval_ * 1e9);
    spec.it_interval = spec.it_value;
    ::timerfd_settime(timerfd_, 0, &spec, NULL);
  }

 private:
  void handleRead() {
    loop_->assertInLoopThread();
    uint64_t times = 0;
    if (::read(timerfd_, &times, sizeof times) == sizeof times && cb_) cb_();
  }

  EventLoop* loop_;
  const int timerfd_;
  Channel channel_;
  const double interval_;
  TimerCallback cb_;
};

void inAnotherLoop(CountDownLatch* latch) { latch->countDown(); }

int main() {
  CountDownLatch latch(3);
  EventLoopThread thread(EventLoopThread::ThreadInitCallback(), "other");
  EventLoop* other = thread.startLoop();
  other->runInLoop(std::bind(inAnotherLoop, &latch));
  other->queueInLoop(std::bind(inAnotherLoop, &latch));
  other->runAfter(0.01, std::bind(inAnotherLoop, &latch));
  latch.wait();

  EventLoop loop;
  g_loop = &loop;
  EventLoopThreadPool pool(&loop, "pool");
  pool.setThreadNum(2);
  pool.start([](EventLoop* inThread) { inThread->assertInLoopThread(); });
  if (pool.getNextLoop() == pool.getNextLoop() ||
      pool.getAllLoops().size() != 2 ||
      pool.getLoopForHash(7) != pool.getLoopForHash(7)) {
    return 1;
  }

  const TimerId never = loop.runEvery(0.02, std::bind(print, "never"));
  loop.runInLoop(std::bind(cancelIt, never));
  loop.runAfter(0.2, std::bind(print, "once"));
  loop.runAt(addTime(Timestamp::now(), 0.3), std::bind(print, "at"));
  PeriodicTimer periodic(&loop, 0.5, std::bind(print, "periodic"));
  periodic.start();
  loop.loop();
  print(loop.iteration() > 0 && loop.pollReturnTime().valid() ? "looped" : "?");
  return EventLoop::getEventLoopOfCurrentThread() == &loop ? 0 : 1;
}
