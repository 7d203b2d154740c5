#include <doctest/doctest.h>

#include <atomic>
#include <exception>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "common/testing/waitUntil.h"
#include "exercises/14-thread-pool/who-does-it/questions.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/CurrentThread.h"
#include "oneloop/EventLoop.h"
#include "oneloop/EventLoopThread.h"
#include "oneloop/EventLoopThreadPool.h"
#include "oneloop/ThreadPool.h"

namespace oneloop::testing {
namespace {

std::string loopsOfPoolOfThree() {
  EventLoop base;
  EventLoopThreadPool pool(&base, "loop");
  pool.setThreadNum(3);
  pool.start();
  std::set<EventLoop*> loops{&base};
  for (EventLoop* loop : pool.getAllLoops()) loops.insert(loop);
  return std::to_string(loops.size());
}

std::string threadOfInitCallback() {
  pid_t called = 0;
  EventLoopThread thread([&](EventLoop*) { called = CurrentThread::tid(); });
  thread.startLoop();
  return called == CurrentThread::tid() ? "the caller's" : "the new";
}

std::string whoHearsOfException() {
  EventLoopThread thread(
      [](EventLoop*) { throw std::runtime_error("no luck"); });
  try {
    thread.startLoop();
  } catch (const std::exception& error) {
    steps::add("startLoop", std::string("throws: ") + error.what());
    return "startLoop";
  }
  return "nobody";
}

/// One worker, busy, and a full queue of one task.
class FullPool {
 public:
  FullPool() {
    pool.setMaxQueueSize(1);
    pool.start(1);
    pool.run([this] {
      gate.wait();
      if (inWorker) inWorker();
    });
    waitUntil("the worker is busy", [this] { return pool.queueSize() == 0; });
    pool.run([] {});
  }
  ~FullPool() { pool.stop(); }

  CountDownLatch gate{1};
  ThreadPool::Task inWorker;
  ThreadPool pool;
};

std::string fullFromOutside() {
  FullPool full;
  std::atomic<pid_t> caller = 0;
  std::atomic<pid_t> runner = 0;
  std::atomic<bool> returned = false;
  bool accepted = false;
  std::thread other([&] {
    caller = CurrentThread::tid();
    accepted = full.pool.run([&] { runner = CurrentThread::tid(); });
    returned = true;
  });
  waitUntil("the other thread sleeps, or is done", [&] {
    return returned ||
           (caller != 0 && procfs::sleepingIn(caller).name == "futex");
  });
  const bool waited = !returned;
  full.gate.countDown();
  other.join();
  full.pool.stop();
  if (waited) return "waits";
  if (!accepted) return "returns false";
  return runner == caller ? "runs it itself" : "waits";
}

std::string fullFromWorker() {
  FullPool full;
  CountDownLatch done(1);
  std::string outcome;
  full.inWorker = [&] {
    bool ranAlready = false;
    const bool accepted = full.pool.run([&] { ranAlready = true; });
    outcome = ranAlready ? "runs it itself"
              : accepted ? "waits"
                         : "returns false";
    done.countDown();
  };
  full.gate.countDown();
  done.wait();
  return outcome;
}

std::string threadWithoutWorkers() {
  ThreadPool pool;
  pool.start(0);
  pid_t runner = 0;
  pool.run([&] { runner = CurrentThread::tid(); });
  return runner == CurrentThread::tid() ? "the caller's" : "a worker's";
}

TEST_CASE("questions 1 to 3: loops in threads") {
  const Answer loops("kLoops", kLoops, {"3", "4"});
  const Answer init("kInitCallback", kInitCallback,
                    {"the new", "the caller's"});
  const Answer throws("kInitThrows", kInitThrows, {"startLoop", "nobody"});
  const Deadline limit("the pool");
  loops.compareWith(loopsOfPoolOfThree());
  init.compareWith(threadOfInitCallback());
  throws.compareWith(whoHearsOfException());
}

TEST_CASE("questions 4 to 6: workers") {
  const Answer outside("kFullFromOutside", kFullFromOutside,
                       {"waits", "returns false", "runs it itself"});
  const Answer worker("kFullFromWorker", kFullFromWorker,
                      {"waits", "returns false", "runs it itself"});
  const Answer none("kNoWorkers", kNoWorkers, {"a worker's", "the caller's"});
  const Deadline limit("the pool");
  outside.compareWith(fullFromOutside());
  worker.compareWith(fullFromWorker());
  none.compareWith(threadWithoutWorkers());
}

}  // namespace
}  // namespace oneloop::testing
