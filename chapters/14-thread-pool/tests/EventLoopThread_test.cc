// EventLoopThread and EventLoopThreadPool: loops in threads of their own.

#include "oneloop/EventLoopThread.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <future>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "common/check.h"
#include "common/testing/Child.h"
#include "oneloop/CurrentThread.h"
#include "oneloop/EventLoop.h"
#include "oneloop/EventLoopThreadPool.h"
#include "tests/deathOf.h"

namespace oneloop::testing {
namespace {

/// What `function` returns when it is called in the loop's thread.
template <typename Function>
auto ask(EventLoop* loop, Function function) {
  std::promise<decltype(function())> answer;
  loop->runInLoop([&] { answer.set_value(function()); });
  return answer.get_future().get();
}

std::string nameInKernel(pid_t thread) {
  std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/comm");
  std::string name;
  file >> name;
  return name;
}

// #region start-and-destroy
TEST_CASE("a loop is started and destroyed ten thousand times") {
  std::atomic<int> started = 0;
  for (int i = 0; i < 10'000; ++i) {
    EventLoopThread thread([&](EventLoop*) { ++started; });
    REQUIRE(thread.startLoop() != nullptr);
  }
  CHECK(started == 10'000);
}

TEST_CASE("a thread that never started its loop may be destroyed") {
  const EventLoopThread thread;
}

TEST_CASE("a loop that quits by itself does not trouble the destructor") {
  for (int i = 0; i < 500; ++i) {
    EventLoopThread thread;
    EventLoop* const loop = thread.startLoop();
    loop->runInLoop([loop] { loop->quit(); });  // now or later
  }
}
// #endregion start-and-destroy

TEST_CASE("the loop runs in another thread, which has called the callback") {
  pid_t inCallback = 0;
  EventLoop* given = nullptr;
  EventLoopThread thread([&](EventLoop* loop) {
    given = loop;
    inCallback = CurrentThread::tid();
  });
  EventLoop* const loop = thread.startLoop();
  CHECK(given == loop);
  CHECK(inCallback == ask(loop, CurrentThread::tid));
  CHECK(inCallback != CurrentThread::tid());
}

TEST_CASE("a callback that throws is reported by startLoop") {
  EventLoopThread thread(
      [](EventLoop*) { throw std::runtime_error("as an init callback may"); });
  CHECK_THROWS_WITH(thread.startLoop(), "as an init callback may");
}

TEST_CASE("what a callback throws out of the running loop ends the program") {
  const Death death = deathOf([] {
    EventLoopThread thread;
    thread.startLoop()->runInLoop([] { throw std::runtime_error("nobody"); });
    for (;;) ::pause();
  });
  CHECK_MESSAGE(death.isAbortThatSays("nobody"), death.words);
}

TEST_CASE("a loop that finds no descriptor left is reported by startLoop") {
  Child child([] {
    const rlimit none{0, 0};
    check("setrlimit", ::setrlimit(RLIMIT_NOFILE, &none));
    EventLoopThread thread;
    try {
      thread.startLoop();
    } catch (const std::system_error& error) {
      return error.code().value();
    }
    return 0;
  });
  CHECK(child.wait() == ExitStatus{EMFILE, 0});
}

TEST_CASE("the kernel knows the thread by its name") {
  EventLoopThread thread({}, "a-loop");
  const pid_t tid = ask(thread.startLoop(), CurrentThread::tid);
  CHECK(nameInKernel(tid) == "a-loop");
}

// #region pool
TEST_CASE("a pool without threads hands out the base loop") {
  EventLoop base;
  EventLoopThreadPool pool(&base, "pool");
  CHECK_FALSE(pool.started());
  EventLoop* initialised = nullptr;
  pool.start([&](EventLoop* loop) { initialised = loop; });
  CHECK(pool.started());
  CHECK(initialised == &base);
  CHECK(pool.getNextLoop() == &base);
  CHECK(pool.getLoopForHash(17) == &base);
  CHECK(pool.getAllLoops() == std::vector{&base});
}

TEST_CASE("a pool hands out its loops one after the other") {
  EventLoop base;
  EventLoopThreadPool pool(&base, "pool");
  pool.setThreadNum(3);
  std::atomic<int> initialised = 0;
  pool.start([&](EventLoop*) { ++initialised; });
  CHECK(initialised == 3);

  const std::vector<EventLoop*> loops = pool.getAllLoops();
  REQUIRE(loops.size() == 3);
  for (int round = 0; round < 2; ++round) {
    for (EventLoop* loop : loops) CHECK(pool.getNextLoop() == loop);
  }
  for (EventLoop* loop : loops) {
    CHECK(loop != &base);
    CHECK(ask(loop, CurrentThread::tid) != CurrentThread::tid());
  }
  CHECK(ask(loops[2], [] { return CurrentThread::name(); }) == "pool2");
}

TEST_CASE("a pool that could not start all its threads may be started again") {
  EventLoop base;
  EventLoopThreadPool pool(&base, "pool");
  pool.setThreadNum(3);
  std::atomic<int> calls = 0;
  CHECK_THROWS_WITH(pool.start([&](EventLoop*) {
    if (++calls == 2) throw std::runtime_error("the second");
  }),
                    "the second");
  CHECK_FALSE(pool.started());
  pool.start();
  CHECK(pool.getAllLoops().size() == 3);
}

TEST_CASE("a pool has the same loop for the same hash") {
  EventLoop base;
  EventLoopThreadPool pool(&base, "pool");
  pool.setThreadNum(2);
  pool.start();
  CHECK(pool.getLoopForHash(7) == pool.getLoopForHash(7));
  CHECK(pool.getLoopForHash(7) != pool.getLoopForHash(8));
}

TEST_CASE("a pool used wrongly says so") {
  EventLoop base;
  EventLoopThreadPool pool(&base, "pool");
  CHECK_THROWS_WITH(pool.setThreadNum(-1),
                    "setThreadNum: -1 threads; it must be 0 or more");
  CHECK_THROWS_WITH(pool.getNextLoop(), "EventLoopThreadPool: start it first");
  pool.start();
  CHECK_THROWS_WITH(pool.start(), "EventLoopThreadPool: started already");
}
// #endregion pool

}  // namespace
}  // namespace oneloop::testing
