// Every call may be interrupted by a signal (signal(7)), and that is no error.

#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>
#include <string>

#include "common/connectTo.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/skip.h"
#include "common/testing/sockets.h"
#include "common/testing/strace.h"

namespace oneloop::testing {
namespace {

int interruptions(const std::string& trace, const char* call) {
  std::istringstream lines(trace);
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    count += line.find(call) != std::string::npos &&
             line.find("(INJECTED)") != std::string::npos;
  }
  return count;
}

TEST_CASE("every third call of a server is interrupted: it echoes all") {
  if (!straceWorks()) return skip("strace is missing, or may not trace here");
  // The dynamic loader reads files, and knows of no signals: so not the first.
  ServerProcess server(
      underStrace("read,readv,sendto,write,epoll_wait,poll",
                  {ONELOOP_PROGRAM("echo")}, "error=EINTR:when=100+3"),
      withoutLeakCheck());
  const Fd client = connectTo(server.address());
  for (int i = 0; i < 400; ++i) {
    const std::string message = "message " + std::to_string(i);
    sendAll(client.get(), message);
    REQUIRE(receiveExactly(client.get(), message.size()) == message);
  }
  const ExitStatus status = server.stop();
  CHECK(status == ExitStatus{0, 0});
  const char* const wait =
      std::getenv("MUDUO_USE_POLL") == nullptr ? "epoll_wait(" : "poll(";
  for (const char* call : {"read(", "sendto(", wait}) {
    CHECK_MESSAGE(interruptions(server.errors(), call) > 100, call);
  }
}

}  // namespace
}  // namespace oneloop::testing
