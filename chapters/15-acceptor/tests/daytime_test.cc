// The daytime server, as a process.

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <cmath>
#include <ctime>
#include <string>

#include "common/connectTo.h"
#include "common/testing/ServerProcess.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

TEST_CASE("daytime tells the time and closes") {
  ServerProcess server({ONELOOP_PROGRAM("daytime")});
  const Fd client = connectTo(server.address());
  std::string text;
  char byte = 0;
  while (::recv(client.get(), &byte, 1, 0) == 1) text.push_back(byte);
  INFO(text);
  tm time{};
  const char* const rest =
      ::strptime(text.c_str(), "%A, %B %d, %Y %H:%M:%S", &time);
  REQUIRE(rest != nullptr);
  CHECK(std::string(rest) == "-UTC\r\n");
  CHECK(std::abs(std::difftime(::timegm(&time), std::time(nullptr))) < 60);
  CHECK(server.stop() == ExitStatus{0, 0});
}

}  // namespace
}  // namespace oneloop::testing
