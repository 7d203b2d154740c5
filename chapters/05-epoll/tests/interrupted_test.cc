// A signal ends epoll_wait with EINTR, whatever SA_RESTART says.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "common/check.h"
#include "common/testing/Child.h"
#include "common/testing/descriptors.h"
#include "common/testing/procfs.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

extern "C" void ignore(int) {}

// A process in a blocking call, whose handler for SIGUSR1 asks for a restart.
// Its exit status is the error of the call, or 0.
class Waiter {
 public:
  Waiter(const std::vector<std::string>& calls, std::function<int()> call)
      : calls_(calls), child_([&] {
          struct sigaction action {};
          action.sa_handler = ignore;
          action.sa_flags = SA_RESTART;
          check("sigaction", ::sigaction(SIGUSR1, &action, nullptr));
          return call() < 0 ? errno : 0;
        }) {
    waitUntilAsleep();
  }

  void interrupt() const { child_.signal(SIGUSR1); }
  void waitUntilAsleep() const {
    procfs::waitUntilAsleepIn(child_.pid(), calls_);
  }
  // How often it went to sleep.
  std::size_t sleeps() const { return procfs::voluntarySwitches(child_.pid()); }
  int error() { return child_.wait().code; }

 private:
  std::vector<std::string> calls_;
  Child child_;
};

constexpr int kPatience = 15'000;

TEST_CASE("SA_RESTART does not restart epoll_wait") {
  const Fd epoll(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC)));
  Waiter waiter({"epoll_wait", "epoll_pwait"}, [&] {
    epoll_event event{};
    return ::epoll_wait(epoll.get(), &event, 1, kPatience);
  });
  waiter.interrupt();
  CHECK(waiter.error() == EINTR);
}

TEST_CASE("SA_RESTART does not restart poll and select either") {
  Waiter inPoll({"poll", "ppoll"},
                [] { return ::poll(nullptr, 0, kPatience); });
  inPoll.interrupt();
  CHECK(inPoll.error() == EINTR);

  Waiter inSelect({"select", "pselect6"}, [] {
    timeval timeout{kPatience / 1'000, 0};
    return ::select(0, nullptr, nullptr, nullptr, &timeout);
  });
  inSelect.interrupt();
  CHECK(inSelect.error() == EINTR);
}

TEST_CASE("SA_RESTART restarts a read") {
  const Pipe pipe = makePipe();
  Waiter waiter({"read"}, [&] {
    char byte = 0;
    return static_cast<int>(::read(pipe.reader.get(), &byte, 1));
  });
  const std::size_t sleeps = waiter.sleeps();
  waiter.interrupt();
  waitUntil("the signal has woken it",
            [&] { return waiter.sleeps() > sleeps; });
  waiter.waitUntilAsleep();  // in the same call again
  CHECK(::write(pipe.writer.get(), "x", 1) == 1);
  CHECK(waiter.error() == 0);
}

}  // namespace
}  // namespace oneloop::testing
