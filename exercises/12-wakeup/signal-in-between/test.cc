#include <doctest/doctest.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

#include "common/testing/Call.h"
#include "common/testing/Steps.h"
#include "common/testing/procfs.h"
#include "oneloop/EventLoop.h"

namespace {

bool raiseBeforeWait = false;

}  // namespace

// The C library's epoll_wait, with a moment before it that the judge can use.
extern "C" int epoll_wait(int epoll, epoll_event* events, int size,
                          int timeout) {
  if (raiseBeforeWait) {
    raiseBeforeWait = false;
    ::raise(SIGINT);
  }
  return static_cast<int>(
      ::syscall(SYS_epoll_pwait, epoll, events, size, timeout, nullptr, 0));
}

namespace oneloop::testing {
namespace {

EventLoop* theLoop = nullptr;
extern "C" void quitTheLoop(int) { theLoop->quit(); }

/// Runs a loop whose program quits it when SIGINT comes.
template <typename Prepare>
std::string loopUntilSignal(Prepare prepare) {
  EventLoop loop;
  theLoop = &loop;
  ::signal(SIGINT, quitTheLoop);
  prepare(loop);
  loop.loop();
  return "left";
}

TEST_CASE("quit in a functor ends the loop") {
  Call call("loop", [] {
    EventLoop loop;
    loop.queueInLoop([&] { loop.quit(); });
    loop.loop();
    return "left";
  });
  CHECK(call.result() == "left");
}

TEST_CASE("quit in another thread ends a loop that sleeps") {
  Call call("loop", [] {
    EventLoop loop;
    const pid_t thread = ::gettid();
    std::thread other([&] {
      procfs::waitUntilAsleepIn(thread, {"epoll_wait", "epoll_pwait"});
      loop.quit();
    });
    loop.loop();
    other.join();
    return "left";
  });
  CHECK(call.result() == "left");
}

TEST_CASE("a signal that comes during the wait ends the loop") {
  steps::add("loop", "sleeps in epoll_wait");
  steps::add("you", "press Ctrl-C");
  Call call("loop", [] { return loopUntilSignal([](EventLoop&) {}); });
  call.waitUntilAsleepIn("epoll_wait");
  call.signal(SIGINT);
  CHECK(call.result() == "left");
}

TEST_CASE("a signal that comes just before the wait ends the loop") {
  steps::add("loop", "looks at quit_: false");
  steps::add("you", "press Ctrl-C; the handler calls quit");
  steps::add("loop", "calls epoll_wait");
  Call call("loop", [] {
    return loopUntilSignal([](EventLoop&) { raiseBeforeWait = true; });
  });
  CHECK(call.result() == "left");
}

TEST_CASE("quit keeps errno") {
  EventLoop loop;
  errno = ENOENT;
  loop.quit();
  const int errnoAfterwards = errno;
  CHECK(errnoAfterwards == ENOENT);
}

}  // namespace
}  // namespace oneloop::testing
