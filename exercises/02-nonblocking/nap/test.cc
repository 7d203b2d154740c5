#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/Answer.h"
#include "common/testing/Child.h"
#include "common/testing/Deadline.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/02-nonblocking/nap/nap.h"

namespace oneloop::testing {
namespace {

using Clock = std::chrono::steady_clock;

// When messages come: about once every interval. A regular traffic would favour
// the naps that divide it.
constexpr std::array kIntervals{0.6, 1.3, 0.8, 1.5, 0.9, 0.5,
                                1.4, 1.1, 0.7, 1.2, 1.0};
constexpr int kMessages = kIntervals.size();

// Sends the time, again and again.
int sendTheTime(int fd, Microseconds interval) {
  auto next = Clock::now();
  for (const double factor : kIntervals) {
    next += std::chrono::duration_cast<Clock::duration>(interval * factor);
    std::this_thread::sleep_until(next);
    const std::int64_t now = Clock::now().time_since_epoch().count();
    if (::send(fd, &now, sizeof now, MSG_NOSIGNAL) < 0) return 1;
  }
  return 0;
}

// What was measured while kMessages came.
struct Measured {
  double calls;           // of recv, a message
  Microseconds interval;  // between two messages
  Microseconds nap;       // how long one took
  double lateMs;          // half of the messages were later
};

Measured measure(Microseconds interval, Microseconds nap) {
  const Connection ends = localPair();
  setNonBlocking(ends.server.get());
  Child sender([&] { return sendTheTime(ends.client.get(), interval); });
  const Deadline limit("receive");
  int calls = 0;
  std::vector<double> late;
  const auto begin = Clock::now();
  for (int i = 0; i < kMessages; ++i) {
    std::int64_t sent = 0;
    calls += receive(ends.server.get(), sent, nap);
    const Clock::duration delay(Clock::now().time_since_epoch().count() - sent);
    late.push_back(std::chrono::duration<double, std::milli>(delay).count());
  }
  const auto time =
      std::chrono::duration_cast<Microseconds>(Clock::now() - begin);
  std::ranges::sort(late);

  const Measured it{static_cast<double>(calls) / kMessages, time / kMessages,
                    time / std::max(calls - kMessages, 1), late[kMessages / 2]};
  tellMeasured(fmt::format(
      "a nap of {} us took {} us; a message came every {} "
      "us: {:.1f} calls a message, {:.2f} ms late",
      nap.count(), it.nap.count(), it.interval.count(), it.calls, it.lateMs));
  return it;
}

TEST_CASE("the nap is long enough and short enough") {
  constexpr Microseconds kInterval{10'000};
  constexpr double kMostCalls = 8;
  constexpr double kLatest = 3;
  Measured it = measure(kInterval, kNap);
  if (it.calls > kMostCalls) {
    throw Failure("kNap", fmt::format("{:.0f} calls a message; the limit is {}",
                                      it.calls, kMostCalls));
  }
  // On a busy machine messages are late whatever the nap: look again.
  for (int i = 0; i < 5 && it.lateMs > kLatest; ++i) {
    it = measure(kInterval, kNap);
  }
  if (it.lateMs > kLatest) {
    throw Failure("kNap", fmt::format("half of the messages are {:.2f} ms late "
                                      "or more; the limit is {}",
                                      it.lateMs, kLatest));
  }
}

TEST_CASE("the formula foretells the calls") {
  for (const int nap : {1'000, 2'500, 100}) {
    const Measured it = measure(Microseconds(10'000), Microseconds(nap));
    compareNumber(fmt::format("predictedCalls({} us, {} us)",
                              it.interval.count(), it.nap.count()),
                  predictedCalls(it.interval, it.nap), it.calls, 2);
  }
}

}  // namespace
}  // namespace oneloop::testing
