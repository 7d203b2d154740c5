// Timers of all kinds, on one loop. The numbers are milliseconds since the
// start, rounded down to hundreds.

#include <fmt/core.h>

#include <chrono>
#include <cstdio>

#include "oneloop/EventLoop.h"

using oneloop::EventLoop;
using oneloop::TimerId;
using oneloop::Timestamp;

namespace {

void say(const char* what) {
  using std::chrono::steady_clock;
  static const steady_clock::time_point start = steady_clock::now();
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(
      steady_clock::now() - start);
  fmt::print("{:4} ms  {}\n", passed.count() / 100 * 100, what);
  std::fflush(stdout);
}

}  // namespace

// #region main
int main() {
  EventLoop loop;
  say("start");

  loop.runAfter(1.2, [] { say("after 1.2 s"); });
  loop.runAt(addTime(Timestamp::now(), 0.6), [] { say("at its moment"); });
  const TimerId never = loop.runAfter(1.0, [] { say("never"); });
  loop.runAfter(0.2, [&loop, never] {
    say("cancel one that is to come");
    loop.cancel(never);
  });

  // The callback uses `every`, which is set by then: it runs in loop() only.
  // A loop in another thread might be faster.
  int left = 3;
  const TimerId every = loop.runEvery(0.5, [&] {
    say("every 0.5 s");
    if (--left == 0) loop.cancel(every);  // its own timer
  });

  loop.runAfter(2.0, [&loop] { loop.quit(); });
  loop.loop();
  say("end");
}
// #endregion main
