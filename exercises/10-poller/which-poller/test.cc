#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

#include "common/testing/Answer.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "common/testing/sockets.h"
#include "exercises/10-poller/which-poller/questions.h"
#include "oneloop/Channel.h"
#include "oneloop/EPollPoller.h"
#include "oneloop/PollPoller.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

std::string nameOf(const Poller& poller) {
  return dynamic_cast<const PollPoller*>(&poller) != nullptr ? "poll" : "epoll";
}

std::unique_ptr<Poller> makeWith(const char* value) {
  steps::add("environment", "MUDUO_USE_POLL=" + std::string(value));
  ::setenv("MUDUO_USE_POLL", value, 1);
  auto poller = Poller::newDefaultPoller(nullptr);
  ::unsetenv("MUDUO_USE_POLL");
  return poller;
}

// What becomes of a channel that is enabled, and then waited for once.
template <typename AnyPoller>
std::string outcomeOn(int fd, const std::function<void()>& prepare) {
  TestLoop loop = TestLoop::on<AnyPoller>();
  Channel channel(loop.get(), fd);
  bool called = false;
  const auto note = [&] { called = true; };
  channel.setReadCallback([&](Timestamp) { note(); });
  channel.setErrorCallback(note);
  channel.setCloseCallback(note);
  try {
    channel.enableReading();
  } catch (const std::system_error& error) {
    steps::add("channel", error.what());
    return error.code() == std::errc::operation_not_permitted ? "EPERM"
                                                              : "EBADF";
  }
  prepare();
  loop.turn();
  return called ? "called" : "nothing";
}

TEST_CASE("questions 1 to 3: who is chosen") {
  const Answer zero("kSetToZero", kSetToZero, {"poll", "epoll"});
  const Answer nothing("kSetToNothing", kSetToNothing, {"poll", "epoll"});
  const Answer later("kUnsetLater", kUnsetLater, {"poll", "epoll"});
  zero.compareWith(nameOf(*makeWith("0")));
  nothing.compareWith(nameOf(*makeWith("")));
  later.compareWith(nameOf(*makeWith("1")));
}

TEST_CASE("questions 4 and 5: a regular file") {
  const Answer onPoll("kFileOnPoll", kFileOnPoll,
                      {"called", "nothing", "EPERM", "EBADF"});
  const Answer onEpoll("kFileOnEpoll", kFileOnEpoll,
                       {"called", "nothing", "EPERM", "EBADF"});
  const Fd file = openRegularFile();
  const auto asItIs = [] {};
  onPoll.compareWith(outcomeOn<PollPoller>(file.get(), asItIs));
  onEpoll.compareWith(outcomeOn<EPollPoller>(file.get(), asItIs));
}

TEST_CASE("questions 6 and 7: a descriptor that is closed too early") {
  const Answer onPoll("kClosedOnPoll", kClosedOnPoll, {"called", "nothing"});
  const Answer onEpoll("kClosedOnEpoll", kClosedOnEpoll, {"called", "nothing"});
  Fd one = makeEvent();
  Fd two = makeEvent();
  onPoll.compareWith(outcomeOn<PollPoller>(one.get(), [&] { one.reset(); }));
  onEpoll.compareWith(outcomeOn<EPollPoller>(two.get(), [&] { two.reset(); }));
}

}  // namespace
}  // namespace oneloop::testing
