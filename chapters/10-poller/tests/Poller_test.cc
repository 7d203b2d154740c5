// Poller: PollPoller and EPollPoller keep the same promises.

#include "oneloop/Poller.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "common/check.h"
#include "common/testing/Process.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "oneloop/Channel.h"
#include "oneloop/EPollPoller.h"
#include "oneloop/PollPoller.h"
#include "tests/TestLoop.h"

TYPE_TO_STRING(oneloop::PollPoller);
TYPE_TO_STRING(oneloop::EPollPoller);

namespace oneloop::testing {
namespace {

// #region same-promises
/// Channels on one loop, each with something to read, which count their calls.
class Crowd {
 public:
  Crowd(TestLoop& loop, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      members_.push_back(std::make_unique<Member>(loop.get()));
    }
  }

  Channel& operator[](std::size_t i) { return members_[i]->channel; }
  int calls(std::size_t i) const { return members_[i]->calls; }
  void destroy(std::size_t i) { members_[i].reset(); }
  std::size_t called() const {
    std::size_t n = 0;
    for (const auto& member : members_) n += member->calls > 0 ? 1 : 0;
    return n;
  }

 private:
  struct Member {
    explicit Member(EventLoop* loop) : channel(loop, pair.server.get()) {
      channel.setReadCallback([this](Timestamp) { ++calls; });
      channel.enableReading();
      sendAll(pair.client.get(), "x");
    }
    const Connection pair = localPair();
    Channel channel;
    int calls = 0;
  };

  std::vector<std::unique_ptr<Member>> members_;
};

TEST_CASE_TEMPLATE("a removed channel leaves the others in place", AnyPoller,
                   PollPoller, EPollPoller) {
  TestLoop loop = TestLoop::on<AnyPoller>();
  Crowd crowd(loop, 3);
  crowd[0].remove();
  loop.turn();
  CHECK(crowd.calls(0) == 0);
  CHECK(crowd.calls(1) == 1);
  CHECK(crowd.calls(2) == 1);

  crowd.destroy(2);  // the last one
  loop.turn();
  CHECK(crowd.calls(1) == 2);
  crowd[0].enableReading();
  loop.turn();
  CHECK(crowd.calls(0) == 1);
  CHECK(crowd.calls(1) == 3);
}
// #endregion same-promises

TEST_CASE_TEMPLATE("a channel that waits for nothing is kept but not reported",
                   AnyPoller, PollPoller, EPollPoller) {
  TestLoop loop = TestLoop::on<AnyPoller>();
  Connection pair = localPair();
  Channel channel(loop.get(), pair.server.get());
  int calls = 0;
  channel.setReadCallback([&](Timestamp) { ++calls; });
  channel.setCloseCallback([&] { ++calls; });
  channel.doNotLogHup();
  CHECK_FALSE(loop.has(channel));
  channel.enableReading();
  CHECK(loop.has(channel));

  channel.disableReading();
  pair.client.reset();  // a hang-up is reported to whoever waits for anything
  loop.turn();
  CHECK(calls == 0);
  CHECK(loop.has(channel));

  channel.enableReading();
  loop.turn();
  CHECK(calls == 1);

  channel.disableAll();
  channel.remove();
  CHECK_FALSE(loop.has(channel));
}

TEST_CASE_TEMPLATE("hundreds of ready channels are all reported", AnyPoller,
                   PollPoller, EPollPoller) {
  TestLoop loop = TestLoop::on<AnyPoller>();
  Crowd crowd(loop, 300);
  loop.runUntil("all were called", [&] { return crowd.called() == 300; });
}

TEST_CASE_TEMPLATE("an interest that does not change makes no difference",
                   AnyPoller, PollPoller, EPollPoller) {
  TestLoop loop = TestLoop::on<AnyPoller>();
  Crowd crowd(loop, 1);
  crowd[0].enableReading();
  crowd[0].disableWriting();
  crowd[0].enableReading();
  loop.turn();
  CHECK(crowd.calls(0) == 1);
}

TEST_CASE_TEMPLATE("poll returns when the time is over, with nobody", AnyPoller,
                   PollPoller, EPollPoller) {
  AnyPoller poller(nullptr);
  Poller::ChannelList active;
  const auto before = std::chrono::steady_clock::now();
  poller.poll(20, &active);
  CHECK(std::chrono::steady_clock::now() - before >=
        std::chrono::milliseconds(19));
  CHECK(active.empty());
}

extern "C" void interrupted(int) {}

TEST_CASE_TEMPLATE("a signal ends poll early, which is no error", AnyPoller,
                   PollPoller, EPollPoller) {
  struct sigaction action {};
  action.sa_handler = interrupted;
  check("sigaction", ::sigaction(SIGALRM, &action, nullptr));
  // Again and again, in case the first comes before poll waits.
  const itimerval often{{0, 10'000}, {0, 10'000}};
  check("setitimer", ::setitimer(ITIMER_REAL, &often, nullptr));
  AnyPoller poller(nullptr);
  Poller::ChannelList active;
  poller.poll(-1, &active);
  CHECK(active.empty());
  const itimerval never{};
  check("setitimer", ::setitimer(ITIMER_REAL, &never, nullptr));
}

// #region refused
TEST_CASE("epoll refuses a regular file, and the channel is as before") {
  TestLoop loop = TestLoop::on<EPollPoller>();
  const Fd file(check("memfd_create", ::memfd_create("file", MFD_CLOEXEC)));
  Channel channel(loop.get(), file.get());
  CHECK_THROWS_WITH_AS(channel.enableReading(),
                       ("epoll_ctl ADD " + std::to_string(file.get()) +
                        ": IN: Operation not permitted")
                           .c_str(),
                       std::system_error);
  CHECK(channel.isNoneEvent());
  CHECK_FALSE(loop.has(channel));
}

TEST_CASE("poll calls a regular file ready, always") {
  TestLoop loop = TestLoop::on<PollPoller>();
  const Fd file(check("memfd_create", ::memfd_create("file", MFD_CLOEXEC)));
  Channel channel(loop.get(), file.get());
  int calls = 0;
  channel.setReadCallback([&](Timestamp) { ++calls; });
  channel.enableReading();
  loop.turn();
  loop.turn();
  CHECK(calls == 2);
}
// #endregion refused

TEST_CASE("poll reports a closed descriptor as an error, epoll is silent") {
  int errors = 0;
  const auto closeAndTurn = [&](TestLoop loop) {
    Connection pair = localPair();
    Channel channel(loop.get(), pair.server.get());
    channel.setErrorCallback([&] { ++errors; });
    channel.enableReading();
    pair.server.reset();  // wrong: the channel should have been removed first
    loop.turn();
  };
  closeAndTurn(TestLoop::on<PollPoller>());
  CHECK(errors == 1);
  closeAndTurn(TestLoop::on<EPollPoller>());
  CHECK(errors == 1);
}

TEST_CASE("any value of MUDUO_USE_POLL selects poll, even 0") {
  const char* const before = std::getenv("MUDUO_USE_POLL");
  const std::string saved = before == nullptr ? "" : before;
  const auto usesPoll = [] {
    const auto poller = Poller::newDefaultPoller(nullptr);
    return dynamic_cast<PollPoller*>(poller.get()) != nullptr;
  };
  ::unsetenv("MUDUO_USE_POLL");
  CHECK_FALSE(usesPoll());
  for (const char* value : {"1", "0", ""}) {
    ::setenv("MUDUO_USE_POLL", value, 1);
    CHECK(usesPoll());
  }
  ::unsetenv("MUDUO_USE_POLL");
  if (before != nullptr) ::setenv("MUDUO_USE_POLL", saved.c_str(), 1);
}

TEST_CASE("all tests of this chapter pass on poll(2) as well") {
  if (std::getenv("MUDUO_USE_POLL") != nullptr) return;  // this is that run
  Process again({"/proc/self/exe"}, {.environment = {"MUDUO_USE_POLL=1"}});
  std::string output = again.readRest(std::chrono::seconds(100));
  std::erase(output, '[');  // a "[SKIPPED]" in it is not this test's
  INFO(output);
  CHECK(again.wait() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
