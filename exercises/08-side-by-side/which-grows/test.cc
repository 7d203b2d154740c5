#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "common/testing/Answer.h"
#include "common/testing/Needs.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/Steps.h"
#include "common/testing/strace.h"
#include "exercises/08-side-by-side/which-grows/questions.h"
#include "tools/compare/CallLog.h"
#include "tools/compare/Crowd.h"

namespace oneloop::testing {
namespace {

const Needs trace(straceMissing);

constexpr unsigned kIdle = 200;
constexpr unsigned kThreads = 20;  // strace would stop each of many
constexpr std::size_t kMessages = 20;
constexpr std::string_view kSame = "the same";
constexpr std::string_view kMore = "more than 10 times as many";

// Of `kMessages` messages of one client.
compare::CallLog logBeside(unsigned idle, const std::string& program) {
  ServerProcess server({ONELOOP_BIN "/" + program});
  compare::Crowd crowd(server.address(), compare::ownLoad(1, idle, 64),
                       [] { return false; });
  crowd.connect();
  compare::Strace strace(server.pid());
  crowd.pingPong(kMessages);
  const auto log = strace.finish();
  steps::add(program, fmt::format("beside {} idle clients, {} messages take {} "
                                  "system calls and hand {} bytes to the "
                                  "kernel",
                                  idle, kMessages, log.calls, log.listBytes));
  return log;
}

std::string growthOfBytes(const std::string& program) {
  const auto few = logBeside(0, program).listBytes;
  const auto many = logBeside(kIdle, program).listBytes;
  return std::string(many > 10 * (few + 1) ? kMore : kSame);
}

std::string callsAMessage(unsigned idle, const std::string& program) {
  const auto calls = static_cast<double>(logBeside(idle, program).calls) /
                     static_cast<double>(kMessages);
  return calls > 100 ? "more than 100" : fmt::format("{:.0f}", calls);
}

TEST_CASE("questions 1 and 2: the bytes that say what to watch") {
  const Answer poll("kPollBytes", kPollBytes, {kSame, kMore});
  const Answer epoll("kEpollBytes", kEpollBytes, {kSame, kMore});
  poll.compareWith(growthOfBytes("04-poll/echo_poll"));
  epoll.compareWith(growthOfBytes("05-epoll/echo_epoll"));
}

TEST_CASE("questions 3 to 5: the system calls of a message") {
  const auto choices = {std::string_view("2"), std::string_view("3"),
                        std::string_view("more than 100")};
  const Answer poll("kPollCalls", kPollCalls, choices);
  const Answer thread("kThreadCalls", kThreadCalls, choices);
  const Answer busy("kBusyCalls", kBusyCalls, choices);
  poll.compareWith(callsAMessage(kIdle, "04-poll/echo_poll"));
  thread.compareWith(
      callsAMessage(kThreads, "01-blocking/echo_thread_per_connection"));
  busy.compareWith(callsAMessage(kIdle, "02-nonblocking/echo_nonblocking"));
}

}  // namespace
}  // namespace oneloop::testing
