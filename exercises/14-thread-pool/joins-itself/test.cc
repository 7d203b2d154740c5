#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <system_error>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/CurrentThread.h"
#include "oneloop/ThreadPool.h"

namespace oneloop::testing {
namespace {

/// Calls stop() in so many workers of a pool at the same time. Returns how the
/// first of them fared.
std::string stopInWorkers(int workers) {
  std::string outcome = "no task has run";
  std::atomic<int> ran = 0;
  {
    ThreadPool pool;
    pool.start(workers);
    CountDownLatch together(workers);
    CountDownLatch over(workers);
    for (int i = 0; i < workers; ++i) {
      pool.run([&, i] {
        together.countDown();
        together.wait();
        std::string mine = "returned";
        try {
          pool.stop();
        } catch (const std::system_error& error) {
          mine = error.what();
        }
        if (i == 0) outcome = mine;
        ++ran;
        over.countDown();
      });
    }
    over.wait();
  }
  if (ran != workers) return "~ThreadPool did not wait for its workers";
  return outcome;
}

TEST_CASE("stop from outside waits for the workers") {
  Call call("stop", [] {
    std::atomic<int> ran = 0;
    ThreadPool pool;
    pool.start(2);
    for (int i = 0; i < 100; ++i) pool.run([&] { ++ran; });
    pool.stop();
    return std::to_string(ran);
  });
  CHECK(call.result() == "100");
}

TEST_CASE("a worker stops its own pool") {
  steps::add("the only worker", "runs a task that calls stop");
  Call call("stop", [] { return stopInWorkers(1); });
  CHECK(call.result() == "returned");
}

TEST_CASE("all workers stop their pool at the same time") {
  steps::add("three workers", "run tasks that call stop together");
  Call call("stop", [] { return stopInWorkers(3); });
  CHECK(call.result() == "returned");
}

TEST_CASE("after that the pool accepts nothing") {
  steps::add("the worker", "calls stop, then run");
  Call call("run", [] {
    std::string outcome;
    {
      ThreadPool pool;
      pool.start(1);
      CountDownLatch done(1);
      pool.run([&] {
        pool.stop();
        outcome = pool.run([] {}) ? "accepted" : "refused";
        done.countDown();
      });
      done.wait();
    }
    return outcome;
  });
  CHECK(call.result() == "refused");
}

TEST_CASE("a worker of one pool waits for the end of another") {
  steps::add("a worker of A", "stops pool B, which has 50 tasks queued");
  Call call("stop", [] {
    std::atomic<int> ran = 0;
    int ranWhenStopReturned = 0;
    ThreadPool b("B");
    b.start(1);
    ThreadPool a("A");
    a.start(1);
    a.run([&] {
      for (int i = 0; i < 50; ++i) {
        b.run([&] {
          CurrentThread::sleepUsec(1'000);
          ++ran;
        });
      }
      b.stop();
      ranWhenStopReturned = ran;
    });
    a.stop();
    return std::to_string(ranWhenStopReturned);
  });
  CHECK(call.result() == "50");
}

}  // namespace
}  // namespace oneloop::testing
