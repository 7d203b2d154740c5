// Two threads: one has a loop and sleeps in it, the other posts functors to it
// and then asks it to quit. Who runs what?

#include <fmt/core.h>
#include <unistd.h>

#include <thread>

#include "oneloop/EventLoop.h"

using oneloop::EventLoop;

namespace {

void say(const char* what) {
  fmt::print("thread {} {}\n", ::gettid(), what);
  std::fflush(stdout);
}

}  // namespace

// #region main
int main() {
  EventLoop loop;
  say("has the loop");
  loop.runInLoop([] { say("runs this at once: it is the loop's own"); });

  std::thread poster([&loop] {
    say("posts two functors");
    loop.queueInLoop([] { say("runs the first"); });
    loop.queueInLoop([&loop] {
      say("runs the second, which posts a third");
      loop.queueInLoop([&loop] {
        say("runs the third in a later turn, and quits");
        loop.quit();
      });
    });
  });

  loop.loop();
  say("has left the loop");
  poster.join();
}
// #endregion main
