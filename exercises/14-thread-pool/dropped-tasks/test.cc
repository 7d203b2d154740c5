#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/waitUntil.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/ThreadPool.h"

namespace oneloop::testing {
namespace {

constexpr int kTasks = 100;

void expectAll(int accepted, int ran) {
  if (ran == accepted) return;
  throw Failure("stop",
                fmt::format("{} of {} accepted tasks were run", ran, accepted));
}

/// Stops a pool of so many workers when all are busy and kTasks are queued.
void stopWithTasksQueued(int workers, int room) {
  steps::add("program", fmt::format("a pool of {} workers, all busy", workers));
  const Deadline limit("stop");
  std::atomic<int> ran = 0;
  CountDownLatch gate(1);
  ThreadPool pool;
  pool.setMaxQueueSize(room);
  pool.start(workers);
  for (int i = 0; i < workers; ++i) pool.run([&] { gate.wait(); });
  waitUntil("all workers are busy", [&] { return pool.queueSize() == 0; });
  int accepted = 0;
  for (int i = 0; i < kTasks; ++i) accepted += pool.run([&] { ++ran; });
  steps::add("program", fmt::format("run() accepts {} tasks", accepted));
  std::thread stopper([&] { pool.stop(); });
  waitUntil("the pool accepts no more", [&] { return !pool.run([] {}); });
  steps::add("program", "calls stop(); then the workers go on");
  gate.countDown();
  stopper.join();
  expectAll(accepted, ran);
}

TEST_CASE("tasks are run") {
  const Deadline limit("run");
  ThreadPool pool;
  pool.start(2);
  CountDownLatch done(kTasks);
  for (int i = 0; i < kTasks; ++i) pool.run([&] { done.countDown(); });
  done.wait();
}

TEST_CASE("stop runs what is still queued") { stopWithTasksQueued(1, 0); }

TEST_CASE("with many workers too") { stopWithTasksQueued(4, 0); }

TEST_CASE("the end of a pool runs what is still queued") {
  std::atomic<int> ran = 0;
  {
    const Deadline limit("~ThreadPool");
    ThreadPool pool;
    pool.start(1);
    for (int i = 0; i < kTasks; ++i) pool.run([&] { ++ran; });
  }
  expectAll(kTasks, ran);
}

TEST_CASE("a pool that has nothing to do stops at once") {
  const Deadline limit("stop");
  ThreadPool pool;
  pool.start(3);
  pool.stop();
  CHECK_FALSE(pool.run([] {}));
}

}  // namespace
}  // namespace oneloop::testing
