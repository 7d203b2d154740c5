// The load generator against the server of chapter 05.

#include "tools/compare/Crowd.h"

#include <doctest/doctest.h>

#include <csignal>
#include <vector>

#include "common/testing/ServerProcess.h"
#include "common/testing/procfs.h"
#include "common/testing/waitUntil.h"

namespace oneloop::compare {
namespace {

using namespace std::chrono_literals;
using testing::ServerProcess;
namespace procfs = testing::procfs;

bool never() { return false; }

std::vector<std::string> echoServer() {
  return {ONELOOP_BIN "/05-epoll/echo_epoll"};
}

TEST_CASE("the server has every client of the load") {
  ServerProcess server(echoServer());
  const auto own = procfs::descriptors(server.pid());
  Crowd crowd(server.address(), ownLoad(3, 20, 64), never);
  crowd.connect();
  CHECK(procfs::descriptors(server.pid()) == own + 23);
}

TEST_CASE("a closed loop sends exactly the messages it is asked for") {
  ServerProcess server(echoServer());
  Crowd crowd(server.address(), ownLoad(10, 5, 64), never);
  crowd.connect();
  CHECK(crowd.pingPong(std::size_t{4}).messages == 4);
  CHECK(crowd.pingPong(std::size_t{1'000}).messages == 1'000);
}

TEST_CASE("a closed loop lasts as long as it is asked to") {
  ServerProcess server(echoServer());
  Crowd crowd(server.address(), ownLoad(2, 0, 64), never);
  crowd.connect();
  const Work work = crowd.pingPong(50ms);
  CHECK(work.messages > 0);
  CHECK(work.time >= 50ms);
  CHECK(work.ownProcessorTime > 0s);
}

TEST_CASE("messages larger than any socket buffer come back whole") {
  ServerProcess server(echoServer());
  Crowd crowd(server.address(), ownLoad(3, 0, 20'000'000), never);
  crowd.connect();
  CHECK(crowd.pingPong(std::size_t{6}).messages == 6);
}

TEST_CASE("churn connects anew for every message") {
  ServerProcess server(echoServer());
  Load load = ownLoad(2, 0, 64);
  load.kind = Load::Kind::kChurn;
  Crowd crowd(server.address(), load, never);
  crowd.connect();
  CHECK(crowd.pingPong(std::size_t{500}).messages == 500);
  // Only two are connected at a time.
  testing::waitUntil("the server has let the others go",
                     [&] { return procfs::descriptors(server.pid()) < 20; });
}

TEST_CASE("the active clients are served beside slow readers") {
  ServerProcess server(echoServer());
  Load load = ownLoad(2, 0, 64);
  load.kind = Load::Kind::kSlowReaders;
  load.slow = 3;
  Crowd crowd(server.address(), load, never);
  crowd.connect();
  CHECK(crowd.pingPong(100ms).messages > 0);
  CHECK(crowd.pingPong(std::size_t{100}).messages == 100);
}

TEST_CASE("an open loop sends at its rate and measures every message") {
  ServerProcess server(echoServer());
  Crowd crowd(server.address(), ownLoad(4, 0, 64), never);
  crowd.connect();
  const Latencies latencies = crowd.atRate(1'000, 100ms, false);
  CHECK(latencies.echo.size() == 100);
  CHECK(latencies.late.size() == 100);
}

TEST_CASE("a server that goes away is told apart from one that is slow") {
  ServerProcess server(echoServer());
  bool killed = false;
  Crowd crowd(server.address(), ownLoad(2, 0, 64), [&] {
    if (!std::exchange(killed, true)) server.signal(SIGKILL);
    return false;
  });
  CHECK_THROWS_AS(
      [&] {
        crowd.connect();
        for (;;) crowd.pingPong(std::size_t{100});
      }(),
      Refused);
}

TEST_CASE("an interrupted phase ends at once") {
  ServerProcess server(echoServer());
  bool interrupted = false;
  Crowd crowd(server.address(), ownLoad(2, 0, 64), [&] { return interrupted; });
  crowd.connect();
  interrupted = true;
  CHECK_THROWS_AS(crowd.pingPong(1h), Interrupted);
}

}  // namespace
}  // namespace oneloop::compare
