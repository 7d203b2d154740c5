// runInLoop, queueInLoop, wakeup: work for the loop from any thread.

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"
#include "oneloop/Channel.h"
#include "oneloop/EventLoop.h"
#include "tests/LoopThread.h"
#include "tests/ObservedLoop.h"

namespace oneloop::testing {
namespace {

using Order = std::vector<int>;

// #region run
TEST_CASE("runInLoop in the loop's thread runs at once, also before loop()") {
  EventLoop loop;
  bool ran = false;
  loop.runInLoop([&] { ran = true; });
  CHECK(ran);
}

TEST_CASE("queueInLoop in the loop's thread runs after the events at hand") {
  EventLoop loop;
  const Connection pair = localPair();
  Channel channel(&loop, pair.server.get());
  Order order;
  channel.setReadCallback([&](Timestamp) {
    loop.queueInLoop([&] {
      order.push_back(2);
      loop.quit();
    });
    order.push_back(1);
  });
  channel.enableReading();
  sendAll(pair.client.get(), "x");
  loop.loop();
  CHECK(order == Order{1, 2});
  CHECK(loop.iteration() == 1);
}

// muduo's loop would first wait for up to ten seconds.
TEST_CASE("a functor queued before loop() runs in its first turn") {
  EventLoop loop;
  loop.queueInLoop([&] { loop.quit(); });
  CHECK(loop.queueSize() == 1);
  loop.loop();
  CHECK(loop.iteration() == 1);
  CHECK(loop.queueSize() == 0);
}

TEST_CASE("a functor queued by another thread wakes the loop") {
  LoopThread thread;
  thread.waitUntilAsleep();
  std::promise<pid_t> ran;
  thread.loop().queueInLoop([&] { ran.set_value(::gettid()); });
  CHECK(ran.get_future().get() == thread.tid());
}

TEST_CASE("functors run in the order in which one thread posts them") {
  LoopThread thread;
  Order order;
  for (int i = 0; i < 1'000; ++i) {
    thread.loop().runInLoop([&order, i] { order.push_back(i); });
  }
  thread.quitAndJoin();
  REQUIRE(order.size() == 1'000);
  for (int i = 0; i < 1'000; ++i)
    CHECK(order[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("of four posting threads no functor is lost and none runs twice") {
  constexpr int kEach = 2'000;
  LoopThread thread;
  std::vector<Order> order(4);
  {
    std::vector<std::jthread> posters;
    for (Order& mine : order) {
      posters.emplace_back([&] {
        for (int i = 0; i < kEach; ++i) {
          thread.loop().queueInLoop([&mine, i] { mine.push_back(i); });
        }
      });
    }
  }
  thread.quitAndJoin();
  for (const Order& mine : order) {
    REQUIRE(mine.size() == kEach);
    for (int i = 0; i < kEach; ++i) {
      REQUIRE(mine[static_cast<std::size_t>(i)] == i);
    }
  }
}
// #endregion run

// #region swap
TEST_CASE("a functor may post a functor, which runs in a later turn") {
  EventLoop loop;
  std::int64_t first = 0;
  std::int64_t second = 0;
  loop.queueInLoop([&] {
    first = loop.iteration();
    loop.queueInLoop([&] {
      second = loop.iteration();
      loop.quit();
    });
  });
  loop.loop();
  CHECK(second == first + 1);
}

TEST_CASE("a functor that posts itself for ever does not starve a channel") {
  EventLoop loop;
  const Connection pair = localPair();
  Channel channel(&loop, pair.server.get());
  channel.setReadCallback([&](Timestamp) { loop.quit(); });
  channel.enableReading();
  const std::function<void()> again = [&] {
    if (loop.iteration() == 3) sendAll(pair.client.get(), "x");
    loop.queueInLoop(again);
  };
  loop.queueInLoop(again);
  loop.loop();
  CHECK(loop.iteration() >= 4);
}

TEST_CASE("while functors run other threads may post: no lock is held") {
  EventLoop loop;
  loop.queueInLoop([&] {
    std::thread([&] { loop.queueInLoop([&] { loop.quit(); }); }).join();
  });
  loop.loop();
}
// #endregion swap

// #region count
TEST_CASE("a burst of posts costs one write to the eventfd") {
  ObservedLoop observed;
  REQUIRE(observed.writes() == 0);
  std::thread([&] {
    for (int i = 0; i < 1'000; ++i) observed.loop.queueInLoop([] {});
  }).join();
  CHECK(observed.writes() == 1);

  observed.loop.queueInLoop([&] { observed.loop.quit(); });
  observed.loop.loop();
  CHECK(observed.loop.iteration() == 1);
}

TEST_CASE("the loop's own thread posts without a write") {
  ObservedLoop observed;
  observed.loop.queueInLoop([&] {
    observed.loop.queueInLoop([&] {
      CHECK(observed.writes() == 0);
      observed.loop.quit();
    });
    CHECK(observed.writes() == 0);
  });
  CHECK(observed.writes() == 0);
  observed.loop.loop();
}

TEST_CASE("the next burst, after the functors have run, is one write again") {
  ObservedLoop observed;
  const auto burst = [&] {
    std::thread([&] {
      for (int i = 0; i < 10; ++i) observed.loop.queueInLoop([] {});
    }).join();
  };
  observed.loop.queueInLoop([&] {
    burst();
    CHECK(observed.writes() == 1);
    observed.loop.quit();
  });
  observed.loop.loop();
}
// #endregion count

TEST_CASE("wakeup ends a wait although nobody has posted anything") {
  LoopThread thread;
  thread.waitUntilAsleep();
  const std::size_t sleeps = procfs::voluntarySwitches(thread.tid());
  thread.loop().wakeup();
  waitUntil("the loop has woken, and sleeps again",
            [&] { return procfs::voluntarySwitches(thread.tid()) > sleeps; });
}

TEST_CASE("a saturated eventfd is harmless: wakeup neither blocks nor fails") {
  ObservedLoop observed;
  const std::uint64_t full = std::numeric_limits<std::uint64_t>::max() - 1;
  REQUIRE(::write(observed.eventfd(), &full, sizeof full) == sizeof full);
  errno = 0;
  observed.loop.wakeup();
  CHECK(errno == 0);  // it met EAGAIN, and kept that to itself
  CHECK(observed.writes() == full);
  observed.loop.queueInLoop([&] { observed.loop.quit(); });
  observed.loop.loop();
}

// #region end
TEST_CASE("what was posted before quit runs before loop returns") {
  for (int round = 0; round < 200; ++round) {
    LoopThread thread;
    bool ran = false;
    thread.loop().queueInLoop([&] { ran = true; });
    thread.quitAndJoin();
    REQUIRE(ran);
  }
}

TEST_CASE("a functor that quits after the last turn ends this run only") {
  EventLoop loop;
  loop.queueInLoop([&] { loop.quit(); });
  loop.quit();
  loop.loop();  // runs the functor, though it never waits

  bool ran = false;
  loop.queueInLoop([&] {
    ran = true;
    loop.quit();
  });
  loop.loop();
  CHECK(ran);
  CHECK(loop.iteration() == 1);
}

TEST_CASE("a functor that never gets its turn is destroyed with the loop") {
  const auto held = std::make_shared<int>(0);
  {
    EventLoop loop;
    loop.queueInLoop([held] {});
    CHECK(held.use_count() == 2);
  }
  CHECK(held.use_count() == 1);
}

/// Posts a functor when it is destroyed.
struct LastWill {
  LastWill(EventLoop& itsLoop, bool& hasPosted)
      : loop(itsLoop), posted(hasPosted) {}
  ~LastWill() {
    loop.queueInLoop([] {});
    posted = true;
  }
  EventLoop& loop;
  bool& posted;
};

TEST_CASE("what a functor holds may post once more when the loop ends") {
  bool posted = false;
  {
    EventLoop loop;
    loop.queueInLoop([will = std::make_shared<LastWill>(loop, posted)] {});
  }
  CHECK(posted);
}

TEST_CASE("what stands behind a functor that throws is destroyed, too") {
  bool posted = false;
  {
    EventLoop loop;
    loop.queueInLoop([] { throw std::runtime_error("as a functor may"); });
    loop.queueInLoop([will = std::make_shared<LastWill>(loop, posted)] {});
    CHECK_THROWS_WITH(loop.loop(), "as a functor may");
    CHECK_FALSE(posted);
  }
  CHECK(posted);
}

TEST_CASE("a functor that throws does not take those behind it along") {
  EventLoop loop;
  Order order;
  loop.queueInLoop([&] { order.push_back(1); });
  loop.queueInLoop([&] {
    loop.queueInLoop([&] {
      order.push_back(3);
      loop.quit();
    });
    throw std::runtime_error("as a functor may");
  });
  loop.queueInLoop([&] { order.push_back(2); });
  CHECK_THROWS_WITH(loop.loop(), "as a functor may");
  CHECK(order == Order{1});
  loop.loop();
  CHECK(order == Order{1, 2, 3});
}
// #endregion end

// #region quit
TEST_CASE("quit from another thread ends a sleeping loop within 100 ms") {
  auto fastestEnd = std::chrono::nanoseconds::max();
  for (int attempt = 0; attempt < 10; ++attempt) {
    LoopThread thread;
    thread.waitUntilAsleep();
    const auto before = std::chrono::steady_clock::now();
    thread.quitAndJoin();
    fastestEnd = std::min<std::chrono::nanoseconds>(
        fastestEnd, std::chrono::steady_clock::now() - before);
  }
  CHECK(fastestEnd < std::chrono::milliseconds(100));
}

// The thread that ends it may still be at its write to the eventfd.
TEST_CASE("a loop may be destroyed as soon as loop() has returned") {
  for (int round = 0; round < 1'000; ++round) {
    LoopThread thread;
    EventLoop& loop = thread.loop();
    if (round % 2 == 0) {
      loop.quit();
    } else {
      loop.queueInLoop([&loop] { loop.quit(); });
    }
    thread.join();
  }
}

std::atomic<EventLoop*> loopToQuit = nullptr;
extern "C" void quitTheLoop(int) { loopToQuit.load()->quit(); }

TEST_CASE("quit from a signal handler ends a sleeping loop in any thread") {
  void (*makeItQuit)(LoopThread&) = nullptr;
  SUBCASE("the handler runs in the loop's thread") {
    makeItQuit = [](LoopThread& thread) {
      ::tgkill(::getpid(), thread.tid(), SIGUSR1);
    };
  }
  SUBCASE("the handler runs in another thread") {
    makeItQuit = [](LoopThread&) { ::tgkill(::getpid(), ::gettid(), SIGUSR1); };
  }
  SUBCASE("the loop does not sleep: the handler interrupts a functor") {
    makeItQuit = [](LoopThread& thread) {
      thread.loop().runInLoop([] { ::raise(SIGUSR1); });
    };
  }
  ::signal(SIGUSR1, quitTheLoop);
  auto fastestEnd = std::chrono::nanoseconds::max();
  for (int attempt = 0; attempt < 10; ++attempt) {
    LoopThread thread;
    loopToQuit = &thread.loop();
    thread.waitUntilAsleep();
    const auto before = std::chrono::steady_clock::now();
    makeItQuit(thread);
    thread.join();
    fastestEnd = std::min<std::chrono::nanoseconds>(
        fastestEnd, std::chrono::steady_clock::now() - before);
  }
  ::signal(SIGUSR1, SIG_DFL);
  CHECK(fastestEnd < std::chrono::milliseconds(100));
}
// #endregion quit

}  // namespace
}  // namespace oneloop::testing
