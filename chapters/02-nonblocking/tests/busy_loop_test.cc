// What it costs to ask again and again: system calls while nothing happens.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include "common/testing/Client.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/procfs.h"
#include "common/testing/skip.h"
#include "common/testing/strace.h"
#include "common/testing/waitUntil.h"

namespace oneloop::testing {
namespace {

const std::string kNonBlocking = ONELOOP_PROGRAM("echo_nonblocking");
const std::string kBlocking = ONELOOP_BIN "/01-blocking/echo_blocking";

// The whole lines of strace's output behind its first `begin` characters.
std::vector<std::string> linesAfter(const std::string& trace,
                                    std::size_t begin) {
  std::istringstream text(trace.substr(begin));
  std::vector<std::string> lines;
  std::string line;
  std::getline(text, line);  // the first may be cut
  while (std::getline(text, line)) lines.push_back(line);
  if (!trace.ends_with('\n')) lines.pop_back();
  return lines;
}

TEST_CASE("while nothing happens every call of the busy loop finds nothing") {
  if (!straceWorks()) return skip("strace is missing or may not trace here");
  constexpr std::size_t kCalls = 1000;
  constexpr std::size_t kLine = 80;  // about the length of strace's lines
  ServerProcess busy(underStrace("all", {kNonBlocking}), withoutLeakCheck());
  const ServerProcess asleep({kBlocking});
  Client one(busy.address(), "client of echo_nonblocking");
  one.expectEcho("hello\n");
  Client other(asleep.address(), "client of echo_blocking");
  other.expectEcho("hello\n");
  asleep.waitUntilAsleepIn({"recvfrom"});
  const auto sleeps = procfs::voluntarySwitches(asleep.pid());
  const std::size_t begin = busy.errors().size();

  // From here on both have a client that says nothing.
  waitUntil("the busy loop has made a thousand calls",
            [&] { return busy.errors().size() > begin + 2 * kCalls * kLine; });

  const auto lines = linesAfter(busy.errors(), begin);
  const auto finds = [&](const std::string& call) {
    return std::ranges::count_if(lines, [&](const std::string& line) {
      return line.find(call) != std::string::npos &&
             line.find("EAGAIN") != std::string::npos;
    });
  };
  CAPTURE(lines.front());
  CHECK(lines.size() >= kCalls);
  CHECK(finds("accept4(") + finds("recvfrom(") == std::ssize(lines));
  CHECK(finds("recvfrom(") > 0);
  CHECK(finds("accept4(") > 0);
  MESSAGE("echo_nonblocking made "
          << lines.size() << " system calls in vain; echo_blocking made none");

  // In the same time the blocking server did not wake once from its recv.
  CHECK(procfs::sleepingIn(asleep.pid()).name == "recvfrom");
  CHECK(procfs::voluntarySwitches(asleep.pid()) == sleeps);
}

TEST_CASE("echo_nonblocking counts its calls: over 99 percent are in vain") {
  ServerProcess server({kNonBlocking});
  Client client(server.address());
  client.expectEcho("hello\n");
  // It never sleeps, so the CPU time it uses is the sign of its idling.
  const auto used = procfs::cpuTime(server.pid());
  waitUntil("the server has idled for a while", [&] {
    return procfs::cpuTime(server.pid()) >=
           used + std::chrono::milliseconds(50);
  });

  REQUIRE(server.stop().toString() == "exit status 0");

  const auto line = server.process().readLine();
  REQUIRE(line.has_value());
  std::uint64_t calls = 0;
  std::uint64_t inVain = 0;
  REQUIRE(std::sscanf(line->c_str(),
                      "%" SCNu64 " system calls, %" SCNu64 " of them", &calls,
                      &inVain) == 2);
  CHECK(calls >= 1000);
  CHECK(inVain <= calls);
  CHECK(inVain * 100 > calls * 99);
  MESSAGE(*line);
}

TEST_CASE("echo_nonblocking never sleeps") {
  const ServerProcess server({kNonBlocking});
  Client client(server.address());
  client.expectEcho("hello\n");
  const auto sleeps = procfs::voluntarySwitches(server.pid());
  const auto used = procfs::cpuTime(server.pid());
  waitUntil("the server has used some CPU time", [&] {
    return procfs::cpuTime(server.pid()) >=
           used + std::chrono::milliseconds(50);
  });
  CHECK(procfs::voluntarySwitches(server.pid()) == sleeps);
}

}  // namespace
}  // namespace oneloop::testing
