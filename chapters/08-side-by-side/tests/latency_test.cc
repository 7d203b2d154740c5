// Coordinated omission: a client that awaits each echo before it sends the next
// message slows down together with the server. A pause of the server is then
// one slow message, and a percentile hides it.

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <vector>

#include "common/testing/ServerProcess.h"
#include "tools/compare/Crowd.h"

namespace oneloop::testing {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a pause of the server is charged to each message due meanwhile") {
  ServerProcess server({ONELOOP_BIN "/05-epoll/echo_epoll"});
  int steps = 0;
  compare::Crowd crowd(server.address(), compare::ownLoad(1, 0, 64), [&] {
    // While the server is stopped, a step takes a millisecond.
    if (++steps == 100) server.signal(SIGCONT);
    return false;
  });
  crowd.connect();
  server.signal(SIGSTOP);
  steps = 0;
  const compare::Latencies latencies = crowd.atRate(1'000, 200ms, false);
  CHECK(latencies.echo.size() == 200);
  CHECK(std::ranges::count_if(latencies.echo, [](double microseconds) {
          return microseconds > 10'000;
        }) >= 80);
}

}  // namespace
}  // namespace oneloop::testing
