// timer_bench: what a timer costs, here and in well-known libraries.
//
//   cmake --preset release
//   cmake --build --preset release --target timer_bench
//   build/release/bin/timer_bench
//
// The contenders take turns, so what else the machine does meets all of them;
// the least of the rounds counts.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "common/testing/environment.h"
#include "tools/timer_bench/Contender.h"

namespace oneloop::bench {

std::vector<Contender>& contenders() {
  static std::vector<Contender> all;
  return all;
}

namespace {

constexpr int kRounds = 7;
constexpr std::size_t kTimers = 1'000'000;
constexpr std::size_t kOthers = 10'000;

/// Delays from 10 s to 100 s, in no order: they do not come while we measure.
const std::vector<double>& delays() {
  static const std::vector<double> all = [] {
    std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same in every run
    std::uniform_real_distribution<double> seconds(10, 100);
    std::vector<double> made(kTimers + kOthers);
    for (double& each : made) each = seconds(random);
    return made;
  }();
  return all;
}

/// The numbers of the timers, in no order.
const std::vector<std::size_t>& shuffled() {
  static const std::vector<std::size_t> all = [] {
    std::vector<std::size_t> made(kTimers);
    std::iota(made.begin(), made.end(), std::size_t{0});
    std::ranges::shuffle(made, std::mt19937(2));  // NOLINT(cert-msc51-cpp)
    return made;
  }();
  return all;
}

/// Requests with a timeout, most of which never comes.
void oneAfterTheOther(Timers& timers) {
  for (std::size_t i = 0; i < kTimers; ++i) {
    timers.add(kOthers, delays()[kOthers + i]);
    timers.cancel(kOthers);
  }
}

void millionAtOnce(Timers& timers) {
  for (std::size_t i = 0; i < kTimers; ++i) timers.add(i, delays()[i]);
  for (const std::size_t i : shuffled()) timers.cancel(i);
}

void millionCalled(Timers& timers) {
  for (std::size_t i = 0; i < kTimers; ++i) timers.add(i, delays()[i] / 1e9);
  timers.run(kTimers);
}

struct Workload {
  const char* name;
  std::size_t others;  // timers that are there already
  void (*run)(Timers&);
};
constexpr Workload kWorkloads[] = {
    {"add and cancel, one after the other, 10,000 others", kOthers,
     oneAfterTheOther},
    {"add all, then cancel all in another order", 0, millionAtOnce},
    {"add all, then all are called", 0, millionCalled},
};

/// Nanoseconds a timer.
double measure(const Contender& contender, const Workload& workload) {
  const auto timers = contender.make(kTimers);
  for (std::size_t i = 0; i < workload.others; ++i) {
    timers->add(i, delays()[i]);
  }
  const auto begin = std::chrono::steady_clock::now();
  workload.run(*timers);
  const std::chrono::duration<double, std::nano> took =
      std::chrono::steady_clock::now() - begin;
  return took.count() / kTimers;
}

int run() {
  if (!testing::isOptimised()) {
    fmt::print(stderr,
               "timer_bench: this build is not optimised: measure with the "
               "preset release\n");
    return 1;
  }
  // Ours first, then by name: static objects come in the linker's order.
  std::ranges::sort(contenders(), {}, [](const Contender& contender) {
    return std::pair(contender.name != "oneloop", contender.name);
  });
  fmt::print("{} timers, {} rounds; nanoseconds a timer, the least\n", kTimers,
             kRounds);
  fmt::print("{}, Linux {}, {}\n", testing::processorName(),
             testing::kernelVersion(), testing::compilerName());
  for (const Contender& contender : contenders()) {
    fmt::print("{} {}\n", contender.name, contender.version);
  }
  for (const Workload& workload : kWorkloads) {
    std::vector<double> least(contenders().size(),
                              std::numeric_limits<double>::max());
    for (int round = 0; round < kRounds; ++round) {
      for (std::size_t i = 0; i < least.size(); ++i) {
        least[i] = std::min(least[i], measure(contenders()[i], workload));
      }
    }
    fmt::print("\n{}\n", workload.name);
    for (std::size_t i = 0; i < least.size(); ++i) {
      fmt::print("  {:22} {:6.0f} ns  {:5.2f} times ours\n",
                 contenders()[i].name, least[i], least[i] / least[0]);
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace oneloop::bench

int main() { return oneloop::bench::run(); }
