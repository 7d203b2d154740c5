// Traces of programs that are no servers: threads, an eventfd, a timerfd.

#include "tools/tracer/programTrace.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tools/tracer/arguments.h"

namespace oneloop::tracer {
namespace {

using Phase = Step::Phase;

Trace traceOf(const std::string& log) {
  std::vector<Call> calls = parseStrace(log);
  namePointers(calls);
  std::vector<std::optional<SourceLine>> sources(
      calls.size(), SourceLine{"chapters/x/programs/x.cc", 1, "call();"});
  Trace trace;
  assembleProgram(calls, sources, trace);
  return trace;
}

std::vector<std::string> callsOf(const Trace& trace) {
  std::vector<std::string> calls;
  for (const Step& step : trace.steps) {
    const char* const phase = step.phase == Phase::kEnter    ? " sleeps"
                              : step.phase == Phase::kReturn ? " returns"
                                                             : "";
    calls.push_back(step.lane + ": " + step.call + phase);
  }
  return calls;
}

constexpr const char* kWakeup =
    "7 10.000 epoll_create1(EPOLL_CLOEXEC) = 3 <0.000010>\n"
    "7 10.001 eventfd2(0, EFD_CLOEXEC|EFD_NONBLOCK) = 4 <0.000010>\n"
    "7 10.002 epoll_ctl(3, EPOLL_CTL_ADD, 4, {events=EPOLLIN, "
    "data={u32=32, u64=140736}}) = 0 <0.000010>\n"
    "7 10.003 epoll_wait(3,  <unfinished ...>\n"
    "8 10.004 write(4, \"\\1\\0\\0\\0\\0\\0\\0\\0\", 8 <unfinished ...>\n"
    "7 10.005 <... epoll_wait resumed>[{events=EPOLLIN, data={u32=32, "
    "u64=140736}}], 16, -1) = 1 <0.002000>\n"
    "8 10.006 <... write resumed>) = 8 <0.002000>\n"
    "7 10.007 read(4, \"\\1\\0\\0\\0\\0\\0\\0\\0\", 8) = 8 <0.000010>\n"
    "7 10.008 epoll_wait(3, [], 16, 0) = 0 <0.000010>\n";

TEST_CASE("a write to the eventfd comes before the wait that it ends") {
  CHECK(callsOf(traceOf(kWakeup)) ==
        std::vector<std::string>{"main: epoll_create1", "main: eventfd2",
                                 "main: epoll_ctl", "main: epoll_wait sleeps",
                                 "thread-1: write", "main: epoll_wait returns",
                                 "main: read", "main: epoll_wait"});
}

TEST_CASE("a channel's address is shown as its descriptor") {
  const Trace trace = traceOf(kWakeup);
  const Step& wait = trace.steps.at(5);
  CHECK(wait.ready == std::vector<std::string>{"wakeup"});
  CHECK(wait.arguments ==
        "3, [{events=EPOLLIN, data.ptr=channel of 4}], 16, -1");
  CHECK(trace.steps.at(3).arguments == "3, …, 16, -1");
  CHECK(wait.note == "epoll_wait returns: the loop's eventfd is readable.");
}

TEST_CASE("the moments of a timerfd are counted from the start of the run") {
  const Trace trace = traceOf(
      "7 10.000 timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC) = 5 <0.000010>\n"
      "7 10.001 timerfd_settime(5, TFD_TIMER_ABSTIME, {it_interval={tv_sec=0, "
      "tv_nsec=0}, it_value={tv_sec=500, tv_nsec=630000000}}, NULL) = 0 "
      "<0.000010>\n"
      "7 10.002 epoll_wait(3, [], 16, -1) = 1 <0.628100>\n"
      "7 10.640 timerfd_settime(5, TFD_TIMER_ABSTIME, {it_interval={tv_sec=0, "
      "tv_nsec=0}, it_value={tv_sec=0, tv_nsec=0}}, NULL) = 0 <0.000010>\n");
  CHECK(trace.steps.at(1).arguments ==
        "5, TFD_TIMER_ABSTIME, {it_value=start + 600 ms}, NULL");
  CHECK(trace.steps.back().arguments ==
        "5, TFD_TIMER_ABSTIME, {it_value=0}, NULL");
  CHECK(isProgramTrace(trace));
}

TEST_CASE("of two connected sockets, notes say who moves how much, and where") {
  const Trace trace = traceOf(
      "7 10.000 socketpair(AF_UNIX, SOCK_STREAM, 0, [5, 6]) = 0 <0.000010>\n"
      "7 10.001 sendto(6, \"xxxxxxxxxxxxxxxxxxxx\"..., 300, 0, NULL, 0) = 200 "
      "<0.000010>\n"
      "7 10.002 read(5, \"xxxxxxxxxxxxxxxxxxxx\"..., 300) = 200 <0.000010>\n"
      "7 10.003 sendto(5, \"xx\", 2, 0, NULL, 0) = -1 EAGAIN (Resource "
      "temporarily unavailable) <0.000010>\n"
      "7 10.004 read(5, \"\", 300) = 0 <0.000010>\n");
  REQUIRE(trace.steps.size() == 5);
  CHECK(trace.steps[0].opens == "connection");
  CHECK(trace.steps[1].descriptor == "peer");
  CHECK(trace.steps[1].arguments == "6, \"xxxxxxxxxxxx\"..., 300, 0");
  CHECK(trace.steps[1].note ==
        "The main thread sends: the kernel takes 200 bytes.");
  CHECK(trace.steps[2].note ==
        "The main thread reads 200 bytes from the connection.");
  CHECK(trace.steps[3].note == "send fails with EAGAIN instead of waiting.");
  CHECK(trace.steps[4].note ==
        "A read of the connection gives 0: its peer has ended.");
}

TEST_CASE("a client's sockets are told apart, though their number is one") {
  const Trace trace = traceOf(
      "7 10.000 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5 <0.000010>\n"
      "7 10.001 bind(5, {sa_family=AF_INET, sin_port=htons(0), "
      "sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0 <0.000010>\n"
      "7 10.002 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 6 <0.000010>\n"
      "7 10.003 connect(6, {sa_family=AF_INET, sin_port=htons(4711), "
      "sin_addr=inet_addr(\"127.0.0.1\")}, 16) = -1 EINPROGRESS (Operation "
      "now in progress) <0.000010>\n"
      "7 10.004 getsockopt(6, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0 "
      "<0.000010>\n"
      "7 10.005 close(6) = 0 <0.000010>\n"
      "7 10.006 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 6 <0.000010>\n"
      "7 10.007 connect(6, {sa_family=AF_INET, sin_port=htons(4711), "
      "sin_addr=inet_addr(\"127.0.0.1\")}, 16) = -1 EINPROGRESS (Operation "
      "now in progress) <0.000010>\n"
      "7 10.008 close(4) = 0 <0.000010>\n");
  REQUIRE(trace.steps.size() == 8);  // descriptor 4 is no socket
  CHECK(trace.steps[0].opens == "listener");
  CHECK(trace.steps[3].descriptor == "attempt-1");
  CHECK(trace.steps[3].arguments == "6, 127.0.0.1:2007, 16");
  CHECK(trace.steps[5].note == "Closed: the client's socket no. 1.");
  CHECK(trace.steps[7].descriptor == "attempt-2");
}

}  // namespace
}  // namespace oneloop::tracer
