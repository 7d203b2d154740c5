// Two threads: one has a loop and sleeps in it, the other posts functors to it.
// Who runs what?

#include <fmt/core.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "oneloop/EventLoop.h"

using oneloop::EventLoop;

namespace {

void say(const char* what) {
  const bool isMain = ::gettid() == ::getpid();
  fmt::print("{}  {}\n", isMain ? "main thread" : "the other  ", what);
  std::fflush(stdout);
}

// For you to see what happens meanwhile.
void pause(int ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

}  // namespace

// #region main
int main() {
  EventLoop loop;
  say("has the loop");
  loop.runInLoop([] { say("runs this at once: it is the loop's own"); });

  std::thread poster([&loop] {
    pause(100);
    say("posts a functor, while the loop sleeps");
    loop.queueInLoop([] {
      say("runs the first, which takes long");
      pause(200);
    });
    pause(100);
    say("posts two more, while the loop is busy");
    loop.queueInLoop([] { say("runs the second"); });
    loop.queueInLoop([&loop] {
      say("runs the third, which posts a fourth");
      loop.queueInLoop([&loop] {
        say("runs the fourth in a later turn, and quits");
        loop.quit();
      });
    });
  });

  loop.loop();
  say("has left the loop");
  poster.join();
}
// #endregion main
