#include <doctest/doctest.h>
#include <fmt/format.h>

#include <memory>
#include <utility>
#include <vector>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Epoll.h"
#include "common/testing/Steps.h"
#include "common/testing/descriptors.h"
#include "exercises/10-poller/never-grows/waits.h"
#include "oneloop/Channel.h"
#include "oneloop/EPollPoller.h"
#include "tests/TestLoop.h"

namespace oneloop::testing {
namespace {

// The kernel alone: how many waits bring all of the ready ones, when each has
// room for `places`.
int waitsOfTheKernel(std::size_t ready, std::size_t places) {
  Epoll epoll;
  std::vector<Fd> events = makeEvents(ready);
  for (const Fd& event : events) epoll.add(event.get(), EPOLLIN);
  for (const Fd& event : events) makeReadable(event);
  int waits = 0;
  for (std::size_t left = ready; left > 0; ++waits) {
    for (const int fd : epoll.ready(places)) {
      epoll.remove(fd);
      --left;
    }
  }
  tellMeasured(
      fmt::format("{} ready, {} places: {} waits", ready, places, waits));
  return waits;
}

/// Channels on one EPollPoller.
class Crowd {
 public:
  explicit Crowd(std::size_t size) : events_(makeEvents(size)) {
    for (const Fd& event : events_) {
      makeReadable(event);
      channels_.push_back(std::make_unique<Channel>(loop_.get(), event.get()));
      Channel& channel = *channels_.back();
      channel.setReadCallback([this, &channel](Timestamp) {
        ++reported_;
        channel.disableReading();
      });
    }
  }

  /// All become ready. Returns how many waits report them.
  int waits() {
    for (const auto& channel : channels_) channel->enableReading();
    const Deadline limit("poll");
    int waits = 0;
    for (reported_ = 0; reported_ < channels_.size(); ++waits) loop_.turn();
    tellMeasured(fmt::format("{} ready on your EPollPoller: {} waits",
                             channels_.size(), waits));
    return waits;
  }

 private:
  TestLoop loop_ = TestLoop::on<EPollPoller>();
  const std::vector<Fd> events_;
  std::vector<std::unique_ptr<Channel>> channels_;
  std::size_t reported_ = 0;
};

TEST_CASE("the formula explains the waits of an array that never grows") {
  using Case = std::pair<std::size_t, std::size_t>;
  for (const auto& [ready, places] :
       {Case{1'000, 16}, Case{16, 16}, Case{17, 16}, Case{1'000, 250},
        Case{1, 16}, Case{300, 7}}) {
    compareNumber(fmt::format("predictedWaits({}, {})", ready, places),
                  predictedWaits(ready, places),
                  waitsOfTheKernel(ready, places), 1);
  }
}

TEST_CASE("few need one wait") {
  Crowd crowd(10);
  CHECK(crowd.waits() == 1);
}

TEST_CASE("an array that has grown serves the second crowd in two waits") {
  Crowd crowd(60);
  const int first = crowd.waits();
  const int second = crowd.waits();
  if (second > 2) {
    throw Failure(
        "your poller",
        fmt::format("{} waits for the first crowd, {} for the second; "
                    "the limit is 2",
                    first, second));
  }
}

// An array of a fixed size, however large, is no answer.
TEST_CASE("it has grown from what it was given") {
  Crowd crowd(60);
  CHECK(crowd.waits() > 1);
  CHECK(crowd.waits() <= 2);
  CHECK(crowd.waits() == 1);
}

}  // namespace
}  // namespace oneloop::testing
