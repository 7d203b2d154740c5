#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/epoll.h>

#include <functional>
#include <string>
#include <vector>

#include "common/testing/Answer.h"
#include "common/testing/Deadline.h"
#include "common/testing/Epoll.h"
#include "common/testing/SignalQueue.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/06-signal-driven/chatter/report.h"

namespace oneloop::testing {
namespace {

constexpr std::size_t kLines = 20;

std::vector<std::string> makeReport() {
  std::vector<std::string> lines;
  for (std::size_t i = 1; i <= kLines; ++i) {
    lines.push_back(fmt::format("line {}", i));
  }
  return lines;
}

std::string asText(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

struct Counts {
  std::size_t signals;
  std::size_t events;
};

// Of a socket to which `send` sends, and that is looked at afterwards.
Counts countDuring(const std::function<void(int)>& send) {
  SignalQueue queue{kSocketSignal};
  const auto [sender, receiver] = localPair();
  askForSignals(receiver.get());
  Epoll epoll;
  epoll.add(receiver.get(), EPOLLIN | EPOLLET);
  send(sender.get());

  Counts counts{queue.takeAll().size(), 0};
  while (epoll.now() != 0) ++counts.events;
  const std::string expected = asText(makeReport());
  if (unread(receiver.get()) != expected.size() ||
      receiveExactly(receiver.get(), expected.size()) != expected) {
    throw Failure("receiver", "received something else than the report");
  }
  return counts;
}

TEST_CASE("a report costs as many signals as it has pieces") {
  const Counts counts = countDuring([](int socket) {
    for (const std::string& line : makeReport()) sendAll(socket, line + '\n');
  });
  tellMeasured(
      fmt::format("{} lines, sent one by one: {} signals, {} event "
                  "of epoll",
                  kLines, counts.signals, counts.events));
  compareNumber("kSignals", kSignals, static_cast<double>(counts.signals), 1);
  compareNumber("kEvents", kEvents, static_cast<double>(counts.events), 1);
}

TEST_CASE("sendReport costs the receiver one signal") {
  const Counts counts = countDuring([](int socket) {
    const Deadline limit("sendReport");
    sendReport(socket, makeReport());
  });
  tellMeasured(fmt::format("sendReport: {} signals", counts.signals));
  if (counts.signals != 1) {
    throw Failure("sendReport",
                  fmt::format("cost the receiver {} signals", counts.signals));
  }
}

}  // namespace
}  // namespace oneloop::testing
