// The thundering herd: many wait for one event, all wake, one finds it.

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/connectTo.h"
#include "common/testing/Child.h"
#include "common/testing/Epoll.h"
#include "common/testing/descriptors.h"
#include "common/testing/procfs.h"
#include "common/testing/sockets.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

constexpr int kWaiters = 8;

// Eight processes that wait for the same thing, each in a call of its own. One
// that wakes goes to sleep in read, where it can be told from the others.
class Herd {
 public:
  Herd(std::vector<std::string> calls, const std::function<void()>& wait)
      : calls_(std::move(calls)) {
    for (int i = 0; i < kWaiters; ++i) {
      members_.emplace_back([&] {
        wait();
        char byte = 0;
        return ::read(pasture_.reader.get(), &byte, 1) == 1 ? 0 : 1;
      });
    }
    for (const Child& each : members_) {
      procfs::waitUntilAsleepIn(each.pid(), calls_);
      switches_.push_back(procfs::voluntarySwitches(each.pid()));
    }
  }

  // How many have left their call. One that a wake-up made runnable is not
  // asleep yet; so this waits for all of them to be asleep somewhere.
  int awake() const {
    auto anywhere = calls_;
    anywhere.emplace_back("read");
    int count = 0;
    for (const Child& each : members_) {
      procfs::waitUntilAsleepIn(each.pid(), anywhere);
      count += procfs::sleepingIn(each.pid()).name == "read" ? 1 : 0;
    }
    return count;
  }

  // How many ran at all, if only to find nothing and sleep on.
  int disturbed() const {
    int count = 0;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const auto now = procfs::voluntarySwitches(members_[i].pid());
      count += now != switches_[i] ? 1 : 0;
    }
    return count;
  }

 private:
  std::vector<std::string> calls_;
  Pipe pasture_ = makePipe();  // nobody writes to it
  std::deque<Child> members_;
  std::vector<std::size_t> switches_;
};

const std::vector<std::string> kEpollWait = {"epoll_wait", "epoll_pwait"};

std::function<void()> epollWaiter(const Fd& event, std::uint32_t flags) {
  return [&event, flags] {
    Epoll epoll;
    epoll.add(event.get(), EPOLLIN | flags);
    epoll.wait();
  };
}

TEST_CASE("one event wakes all of eight epolls that watch it") {
  const Fd event = makeEvent();
  const Herd herd(kEpollWait, epollWaiter(event, 0));
  CHECK(herd.awake() == 0);
  makeReadable(event);
  CHECK(herd.awake() == kWaiters);
}

TEST_CASE("with EPOLLEXCLUSIVE one event wakes fewer than all of eight") {
  const Fd event = makeEvent();
  const Herd herd(kEpollWait, epollWaiter(event, EPOLLEXCLUSIVE));
  makeReadable(event);
  const int awake = herd.awake();
  MESSAGE("with EPOLLEXCLUSIVE " << awake << " of " << kWaiters << " woke");
  CHECK(awake >= 1);  // all that epoll_ctl(2) promises
  CHECK(awake < kWaiters);
}

TEST_CASE("one event wakes all of eight processes in poll") {
  const Fd event = makeEvent();
  const Herd herd({"poll", "ppoll"}, [&] { pollFor(event.get(), POLLIN); });
  makeReadable(event);
  CHECK(herd.awake() == kWaiters);
}

TEST_CASE("one client wakes one of eight processes in a blocking accept") {
  const Listener listener = listenLocally();
  const Herd herd({"accept", "accept4"}, [&] {
    // Not closed before the test ends.
    [[maybe_unused]] const int client =
        ::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC);
  });
  const Fd client = connectTo(listener.address);
  waitUntil("one has accepted", [&] { return herd.awake() > 0; });
  CHECK(herd.awake() == 1);
  CHECK(herd.disturbed() == 1);
}

}  // namespace
}  // namespace oneloop::testing
