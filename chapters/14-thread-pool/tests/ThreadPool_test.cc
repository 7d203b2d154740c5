// ThreadPool: no accepted task is dropped, and nobody waits for itself.

#include "oneloop/ThreadPool.h"

#include <doctest/doctest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "common/check.h"
#include "common/testing/Child.h"
#include "common/testing/procfs.h"
#include "common/testing/skip.h"
#include "common/testing/waitUntil.h"
#include "oneloop/CountDownLatch.h"
#include "oneloop/CurrentThread.h"
#include "tests/deathOf.h"

namespace oneloop::testing {
namespace {

/// A pool of one worker, kept busy until its gate is opened, and a queue with
/// room for `room` tasks.
class BusyPool {
 public:
  explicit BusyPool(int room) {
    pool.setMaxQueueSize(room);
    pool.start(1);
    pool.run([this] { gate.wait(); });
    waitUntil("the worker is busy", [&] { return pool.queueSize() == 0; });
  }
  void fill(int tasks) {
    for (int i = 0; i < tasks; ++i) pool.run([] {});
  }

  CountDownLatch gate{1};
  ThreadPool pool;
};

/// A thread that calls run() and will have to wait for room.
class Producer {
 public:
  explicit Producer(ThreadPool& pool)
      : thread_([&] {
          tid_ = CurrentThread::tid();
          accepted_ = pool.run([] {});
        }) {
    waitUntil("the producer has begun", [&] { return tid_ != 0; });
    procfs::waitUntilAsleepIn(tid_, {"futex"});
  }
  bool accepted() {
    thread_.join();
    return accepted_;
  }

 private:
  std::atomic<pid_t> tid_ = 0;
  std::atomic<bool> accepted_ = false;
  std::thread thread_;
};

/// Counts the thread that has it, when it ends.
struct CountedAtEnd {
  std::atomic<int>* ended = nullptr;
  ~CountedAtEnd() {
    if (ended != nullptr) ++*ended;
  }
};
thread_local CountedAtEnd countedAtEnd;

/// From now on this process gets no new thread: seccomp(2).
void refuseThreads() {
  constexpr auto call = offsetof(seccomp_data, nr);
  std::array<sock_filter, 5> filter{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, call),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAGAIN),
  }};
  const sock_fprog program{filter.size(), filter.data()};
  check("prctl", ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  check("seccomp", ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                             SECCOMP_FILTER_FLAG_TSYNC, &program));
}

TEST_CASE("tasks run in the workers") {
  ThreadPool pool("worker");
  pool.start(2);
  pid_t tid = 0;
  std::string name;
  CountDownLatch done(1);
  pool.run([&] {
    tid = CurrentThread::tid();
    name = CurrentThread::name();
    done.countDown();
  });
  done.wait();
  CHECK(tid != CurrentThread::tid());
  CHECK(name.starts_with("worker"));
}

TEST_CASE("without workers, or before them, a task runs in its caller") {
  ThreadPool pool;
  pid_t tid = 0;
  CHECK(pool.run([&] { tid = CurrentThread::tid(); }));
  CHECK(tid == CurrentThread::tid());
  pool.start(0);
  tid = 0;
  CHECK(pool.run([&] { tid = CurrentThread::tid(); }));
  CHECK(tid == CurrentThread::tid());
}

TEST_CASE("a start that gets too few threads throws, and ends those it got") {
  if (::prctl(PR_GET_SECCOMP) == -1) return skip("no seccomp(2) here");
  Child child([] {
    std::atomic<int> begun = 0;
    std::atomic<int> ended = 0;
    ThreadPool pool;
    pool.setThreadInitCallback([&] {
      countedAtEnd.ended = &ended;
      if (++begun == 1) refuseThreads();
    });
    try {
      pool.start(1'000);
    } catch (const std::system_error& error) {
      return begun > 0 && ended == begun ? error.code().value() : 0;
    }
    return 0;
  });
  CHECK(child.wait() == ExitStatus{EAGAIN, 0});
}

// #region stop
TEST_CASE("stop runs all tasks that were accepted") {
  std::atomic<int> ran = 0;
  ThreadPool pool;
  pool.start(2);
  CountDownLatch gate(1);
  for (int i = 0; i < 2; ++i) pool.run([&] { gate.wait(); });
  for (int i = 0; i < 1'000; ++i) CHECK(pool.run([&] { ++ran; }));
  std::thread stopper([&] { pool.stop(); });
  gate.countDown();
  stopper.join();
  CHECK(ran == 1'000);
}

TEST_CASE("what a task posts while the pool stops is refused or run") {
  std::atomic<int> accepted = 0;
  std::atomic<int> ran = 0;
  {
    ThreadPool pool;
    pool.start(2);
    for (int i = 0; i < 1'000; ++i) {
      pool.run([&] {
        if (pool.run([&] { ++ran; })) ++accepted;
      });
    }
  }
  CHECK(ran == accepted);
}

TEST_CASE("what other threads post while the pool stops is refused or run") {
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> accepted = 0;
    std::atomic<int> ran = 0;
    ThreadPool pool;
    pool.setMaxQueueSize(16);  // some producers wait for room when it stops
    pool.start(2);
    std::vector<std::jthread> producers;
    for (int i = 0; i < 4; ++i) {
      producers.emplace_back([&] {
        while (pool.run([&] { ++ran; })) ++accepted;
      });
    }
    waitUntil("the producers are at work", [&] { return accepted > 100; });
    pool.stop();
    producers.clear();  // joins them
    REQUIRE(ran == accepted);
  }
}

TEST_CASE("a stopped pool refuses tasks") {
  ThreadPool pool;
  pool.start(1);
  pool.stop();
  CHECK_FALSE(pool.run([] { FAIL("stopped"); }));
  pool.stop();  // twice is fine
}

TEST_CASE("a worker may stop its own pool") {
  std::atomic<int> ran = 0;
  {
    ThreadPool pool;
    pool.start(2);
    pool.run([&] {
      pool.stop();
      ++ran;
    });
  }
  CHECK(ran == 1);
}

TEST_CASE("a worker that stops its pool does not drop what is queued") {
  std::atomic<int> ran = 0;
  {
    CountDownLatch gate(1);
    CountDownLatch stopped(1);
    ThreadPool pool;
    pool.start(1);
    pool.run([&] {
      gate.wait();
      pool.stop();
      stopped.countDown();
    });
    for (int i = 0; i < 100; ++i) CHECK(pool.run([&] { ++ran; }));
    gate.countDown();
    stopped.wait();  // so that the destructor is not the one that stops it
  }
  CHECK(ran == 100);
}

TEST_CASE("a stop ends the wait of whoever waits for room") {
  BusyPool busy(1);
  busy.fill(1);
  Producer producer(busy.pool);
  std::thread stopper([&] { busy.pool.stop(); });
  CHECK_FALSE(producer.accepted());
  busy.gate.countDown();
  stopper.join();
}
// #endregion stop

// #region misuse
TEST_CASE("a worker that destroys its own pool aborts and says what to do") {
  const Death death = deathOf([] {
    auto* const pool = new ThreadPool;
    pool->start(1);
    pool->run([pool] { delete pool; });
    for (;;) ::pause();
  });
  CHECK_MESSAGE(death.isAbortThatSays("a worker destroys its own pool"),
                death.words);
}

TEST_CASE("to start a pool that has workers aborts and says what to do") {
  const Death death = deathOf([] {
    ThreadPool pool;
    CountDownLatch stopped(1);
    pool.start(1);
    pool.run([&] {
      pool.stop();
      stopped.countDown();
    });
    stopped.wait();
    pool.start(1);  // the first worker has not been joined
  });
  CHECK_MESSAGE(death.isAbortThatSays("it has workers. Call stop()"),
                death.words);
}

TEST_CASE("a pool that was stopped from outside may be started again") {
  std::atomic<int> ran = 0;
  ThreadPool pool;
  for (int round = 0; round < 2; ++round) {
    pool.start(1);
    CHECK(pool.run([&] { ++ran; }));
    pool.stop();
  }
  CHECK(ran == 2);
}
// #endregion misuse

// #region bound
TEST_CASE("a full queue makes the producer wait until there is room") {
  BusyPool busy(2);
  busy.fill(2);
  CHECK(busy.pool.queueSize() == 2);
  Producer producer(busy.pool);
  CHECK(busy.pool.queueSize() == 2);
  busy.gate.countDown();
  CHECK(producer.accepted());
}

TEST_CASE("a worker that meets a full queue does the task itself") {
  ThreadPool pool;
  pool.setMaxQueueSize(1);
  pool.start(1);
  CountDownLatch done(1);
  pid_t outer = 0;
  pid_t inner = 0;
  pool.run([&] {
    outer = CurrentThread::tid();
    pool.run([] {});  // fills the queue
    pool.run([&] { inner = CurrentThread::tid(); });
    done.countDown();
  });
  done.wait();
  CHECK(inner == outer);
}
// #endregion bound

TEST_CASE("the init callback runs once in each worker") {
  std::atomic<int> initialised = 0;
  ThreadPool pool;
  pool.setThreadInitCallback([&] { ++initialised; });
  pool.start(3);
  pool.stop();
  CHECK(initialised == 3);
}

TEST_CASE("a task is destroyed as soon as it has run") {
  ThreadPool pool;
  pool.start(1);
  const auto held = std::make_shared<int>(0);
  pool.run([held] {});
  waitUntil("it is gone", [&] { return held.use_count() == 1; });
}

}  // namespace
}  // namespace oneloop::testing
