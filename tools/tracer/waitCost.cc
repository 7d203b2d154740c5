#include "tools/tracer/waitCost.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/Fd.h"
#include "common/check.h"
#include "common/testing/descriptors.h"
#include "common/testing/environment.h"
#include "common/testing/fastest.h"
#include "tools/tracer/record.h"

namespace oneloop::tracer {
namespace {

using Descriptors = std::vector<Fd>;
using testing::fastest;

double microseconds(testing::Nanoseconds time) { return time.count() / 1000; }

void expectReady(int result, std::size_t ready, const char* call) {
  check(call, result);
  if (static_cast<std::size_t>(result) != ready) {
    throw std::runtime_error(fmt::format(
        "{} found {} descriptors ready, {} are", call, result, ready));
  }
}

// select overwrites its set with the answer, so a server makes it anew each
// time; here a copy stands for that.
WaitCost measureSelect(const Descriptors& watched, std::size_t ready) {
  fd_set asked;
  FD_ZERO(&asked);
  int highest = -1;
  for (const Fd& fd : watched) {
    FD_SET(fd.get(), &asked);
    highest = std::max(highest, fd.get());
  }
  fd_set answer;
  const auto call = [&] {
    answer = asked;
    timeval none{};
    return ::select(highest + 1, &answer, nullptr, nullptr, &none);
  };
  expectReady(call(), ready, "select");
  // The kernel reads whole words of the set, up to the highest descriptor.
  constexpr std::size_t kBits = 8 * sizeof(long);
  const std::size_t words = (static_cast<std::size_t>(highest) + kBits) / kBits;
  return {"select", watched.size(), ready, microseconds(fastest(call)),
          words * sizeof(long)};
}

WaitCost measurePoll(const Descriptors& watched, std::size_t ready) {
  std::vector<pollfd> array;
  for (const Fd& fd : watched) array.push_back({fd.get(), POLLIN, 0});
  const auto call = [&] { return ::poll(array.data(), array.size(), 0); };
  expectReady(call(), ready, "poll");
  return {"poll", watched.size(), ready, microseconds(fastest(call)),
          array.size() * sizeof(pollfd)};
}

WaitCost measureEpoll(const Descriptors& watched, std::size_t ready) {
  const Fd epoll(check("epoll_create1", ::epoll_create1(EPOLL_CLOEXEC)));
  for (const Fd& fd : watched) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd.get();
    check("epoll_ctl",
          ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd.get(), &event));
  }
  std::vector<epoll_event> events(watched.size());
  const auto call = [&] {
    return ::epoll_wait(epoll.get(), events.data(),
                        static_cast<int>(events.size()), 0);
  };
  expectReady(call(), ready, "epoll_wait");
  // What is watched, the kernel knows already.
  return {"epoll_wait", watched.size(), ready, microseconds(fastest(call)), 0};
}

}  // namespace

std::vector<WaitCost> measureWaits(std::size_t watched, std::size_t ready) {
  const Descriptors events = testing::makeEvents(watched);
  for (std::size_t i = 0; i < ready; ++i) {
    // Spread over the whole, as in life.
    testing::makeReadable(events[i * watched / ready]);
  }
  std::vector<WaitCost> costs;
  if (events.back().get() < FD_SETSIZE) {
    costs.push_back(measureSelect(events, ready));
  }
  costs.push_back(measurePoll(events, ready));
  costs.push_back(measureEpoll(events, ready));
  return costs;
}

std::vector<std::pair<std::size_t, std::size_t>> waitCostPlan() {
  std::vector<std::pair<std::size_t, std::size_t>> plan;
  for (const std::size_t watched : {10U, 100U, 500U, 1000U, 5000U}) {
    for (const std::size_t ready : {1U, 10U, 100U}) {
      if (ready < watched) plan.emplace_back(watched, ready);
    }
    plan.emplace_back(watched, watched);
  }
  return plan;
}

std::string waitCostsToJson(const std::vector<WaitCost>& costs) {
  nlohmann::ordered_json json;
  json["version"] = 1;
  json["environment"] = {{"cpu", testing::processorName()},
                         {"kernel", testing::kernelVersion()},
                         {"compiler", testing::compilerName()},
                         {"commit", testing::commitName()}};
  json["method"] =
      "One call with a timeout of 0; the least of 200 measurements of 5 calls. "
      "The descriptors are eventfds. For select, a copy of its set is part of "
      "the call.";
  for (const auto& cost : costs) {
    json["rows"].push_back(
        {{"call", cost.call},
         {"watched", cost.watched},
         {"ready", cost.ready},
         {"microseconds", std::round(cost.microseconds * 1000) / 1000},
         {"bytesToKernel", cost.bytesToKernel}});
  }
  return json.dump(1) + "\n";
}

}  // namespace oneloop::tracer
