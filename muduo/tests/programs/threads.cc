// What muduo/base has for threads, written as muduo's programs are.

#include <muduo/base/Atomic.h>
#include <muduo/base/BlockingQueue.h>
#include <muduo/base/BoundedBlockingQueue.h>
#include <muduo/base/Condition.h>
#include <muduo/base/CountDownLatch.h>
#include <muduo/base/CurrentThread.h>
#include <muduo/base/Exception.h>
#include <muduo/base/Mutex.h>
#include <muduo/base/Singleton.h>
#include <muduo/base/Thread.h>
#include <muduo/base/ThreadLocal.h>
#include <muduo/base/ThreadLocalSingleton.h>
#include <muduo/base/ThreadPool.h>
#include <muduo/base/WeakCallback.h>
#include <stdio.h>
#include <stdlib.h>

#include <memory>
#include <string>
#include <vector>

using std::placeholders::_1;

#define EXPECT(condition)                                   \
  if (!(condition)) {                                       \
    printf("%d: %s does not hold\n", __LINE__, #condition); \
    exit(1);                                                \
  }

class Bench {
 public:
  explicit Bench(int numThreads) : latch_(numThreads) {
    for (int i = 0; i < numThreads; ++i) {
      char name[32];
      snprintf(name, sizeof name, "work thread %d", i);
      threads_.emplace_back(new muduo::Thread(
          std::bind(&Bench::threadFunc, this), muduo::string(name)));
    }
    for (auto& thr : threads_) thr->start();
  }

  int run(int times) {
    latch_.wait();
    for (int i = 0; i < times; ++i) queue_.put(std::to_string(i));
    for (size_t i = 0; i < threads_.size(); ++i) queue_.put("stop");
    for (auto& thr : threads_) EXPECT(thr->join() == 0);
    return taken_.get();
  }

 private:
  void threadFunc() {
    latch_.countDown();
    while (queue_.take() != "stop") taken_.increment();
  }

  muduo::BlockingQueue<std::string> queue_;
  muduo::CountDownLatch latch_;
  std::vector<std::unique_ptr<muduo::Thread>> threads_;
  muduo::AtomicInt32 taken_;
};

class Mailbox : muduo::noncopyable {
 public:
  Mailbox() : mutex_(), notEmpty_(mutex_), letters_(0) {}

  void put() {
    muduo::MutexLockGuard lock(mutex_);
    ++letters_;
    notEmpty_.notifyAll();
  }
  void take() {
    muduo::MutexLockGuard lock(mutex_);
    while (letters_ == 0) notEmpty_.wait();
    EXPECT(mutex_.isLockedByThisThread());
    --letters_;
  }
  bool timesOut() {
    muduo::MutexLockGuard lock(mutex_);
    return notEmpty_.waitForSeconds(0.01);
  }

 private:
  muduo::MutexLock mutex_;
  muduo::Condition notEmpty_ GUARDED_BY(mutex_);
  int letters_ GUARDED_BY(mutex_);
};

struct Counter : muduo::noncopyable {
  int value = 0;
  void add(int n) { value += n; }
};

void throwIt() { throw muduo::Exception("thrown"); }

int main() {
  printf("pid=%d, tid=%s, %s\n", ::getpid(), muduo::CurrentThread::tidString(),
         muduo::CurrentThread::name());
  EXPECT(muduo::CurrentThread::isMainThread());

  Bench bench(3);
  EXPECT(bench.run(100) == 100);

  muduo::BoundedBlockingQueue<std::unique_ptr<int>> bounded(2);
  bounded.put(std::make_unique<int>(42));
  EXPECT(bounded.size() == 1 && bounded.capacity() == 2 && !bounded.full());
  EXPECT(*bounded.take() == 42);

  Mailbox mailbox;
  EXPECT(mailbox.timesOut());
  muduo::Thread postman(std::bind(&Mailbox::put, &mailbox), "postman");
  EXPECT(!postman.started());
  postman.start();
  mailbox.take();
  postman.join();
  EXPECT(postman.tid() != muduo::CurrentThread::tid());

  muduo::ThreadPool pool("MainThreadPool");
  pool.setMaxQueueSize(5);
  muduo::ThreadLocal<Counter> perThread;
  pool.setThreadInitCallback([&] { perThread.value().add(1); });
  pool.start(2);
  muduo::CountDownLatch latch(20);
  for (int i = 0; i < 20; ++i) {
    pool.run([&] {
      EXPECT(perThread.value().value == 1);
      muduo::ThreadLocalSingleton<Counter>::instance().add(1);
      latch.countDown();
    });
  }
  latch.wait();
  pool.stop();
  EXPECT(perThread.value().value == 0);

  muduo::Singleton<Counter>::instance().add(7);
  EXPECT(muduo::Singleton<Counter>::instance().value == 7);

  auto counter = std::make_shared<Counter>();
  auto weak = muduo::makeWeakCallback(counter, &Counter::add);
  weak(3);
  EXPECT(counter->value == 3);
  counter.reset();
  weak(3);  // nobody is there

  muduo::AtomicInt64 atomic;
  EXPECT(atomic.getAndAdd(5) == 0 && atomic.incrementAndGet() == 6);
  EXPECT(atomic.getAndSet(100) == 6 && atomic.addAndGet(2) == 102);

  try {
    throwIt();
  } catch (const muduo::Exception& ex) {
    printf("%s\n", ex.what());
  }
  return 0;
}
