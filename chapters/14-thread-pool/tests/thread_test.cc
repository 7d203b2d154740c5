// Thread, CurrentThread, CountDownLatch and the queues between threads.

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/waitUntil.h"
#include "oneloop/BlockingQueue.h"
#include "oneloop/BoundedBlockingQueue.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/CurrentThread.h"
#include "oneloop/Thread.h"

namespace oneloop::testing {
namespace {

TEST_CASE("a thread starts when told to, and has a number from then on") {
  pid_t inside = 0;
  std::string name;
  Thread thread(
      [&] {
        inside = CurrentThread::tid();
        name = CurrentThread::name();
      },
      "a thread");
  CHECK_FALSE(thread.started());
  CHECK(thread.tid() == 0);
  thread.start();
  CHECK(thread.started());
  CHECK(thread.tid() != 0);
  thread.join();
  CHECK(inside == thread.tid());
  CHECK(name == "a thread");
}

TEST_CASE("a thread without a name is numbered") {
  const int before = Thread::numCreated();
  const Thread thread([] {});
  CHECK(Thread::numCreated() == before + 1);
  CHECK(thread.name() == "Thread" + std::to_string(before + 1));
}

TEST_CASE("a thread whose object is gone goes on by itself") {
  const auto gate = std::make_shared<CountDownLatch>(1);
  const auto ran = std::make_shared<CountDownLatch>(1);
  std::string name;
  {
    Thread thread(
        [gate, ran, &name] {
          gate->wait();
          name = CurrentThread::name();
          ran->countDown();
        },
        "orphan");
    thread.start();
  }
  gate->countDown();
  ran->wait();
  CHECK(name == "orphan");
}

TEST_CASE("the main thread is the one with the number of the process") {
  CHECK(CurrentThread::isMainThread());
  CHECK(CurrentThread::tid() == ::getpid());
  CHECK(CurrentThread::tidString() == std::to_string(::getpid()));
  CHECK(CurrentThread::name() == "main");
  std::thread([] {
    CHECK_FALSE(CurrentThread::isMainThread());
    CHECK(CurrentThread::tid() == ::gettid());
    CHECK(CurrentThread::name() == "unknown");
  }).join();
}

TEST_CASE("after a fork the child knows its own number") {
  CHECK(CurrentThread::tid() == ::gettid());
  Child child([] { return CurrentThread::tid() == ::gettid() ? 0 : 1; });
  CHECK(child.wait() == ExitStatus{0, 0});
}

TEST_CASE("a latch opens when it has been counted down, and stays open") {
  CountDownLatch latch(2);
  CHECK(latch.getCount() == 2);
  std::thread one([&] { latch.countDown(); });
  std::thread two([&] { latch.countDown(); });
  latch.wait();
  latch.wait();
  CHECK(latch.getCount() == 0);
  one.join();
  two.join();
}

TEST_CASE("a blocking queue hands over everything, in order") {
  BlockingQueue<std::unique_ptr<int>> queue;
  std::thread producer([&] {
    for (int i = 0; i < 1'000; ++i) queue.put(std::make_unique<int>(i));
  });
  for (int i = 0; i < 1'000; ++i) CHECK(*queue.take() == i);
  producer.join();
  queue.put(nullptr);
  queue.put(nullptr);
  CHECK(queue.size() == 2);
  CHECK(queue.drain().size() == 2);
  CHECK(queue.size() == 0);
}

TEST_CASE("a bounded queue never holds more than its capacity") {
  BoundedBlockingQueue<int> queue(3);
  CHECK(queue.empty());
  CHECK(queue.capacity() == 3);
  for (int i = 0; i < 3; ++i) queue.put(i);
  CHECK(queue.full());

  std::atomic<pid_t> producer = 0;
  std::thread thread([&] {
    producer = CurrentThread::tid();
    queue.put(3);
  });
  waitUntil("the producer has begun", [&] { return producer != 0; });
  procfs::waitUntilAsleepIn(producer, {"futex"});
  CHECK(queue.size() == 3);
  for (int i = 0; i < 4; ++i) CHECK(queue.take() == i);
  thread.join();
}

}  // namespace
}  // namespace oneloop::testing
