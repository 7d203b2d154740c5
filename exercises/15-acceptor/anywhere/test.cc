#include <doctest/doctest.h>
#include <net/if.h>
#include <sys/socket.h>

#include <stdexcept>
#include <string>
#include <tuple>

#include "common/testing/Steps.h"
#include "oneloop/InetAddress.h"

namespace oneloop::testing {
namespace {

std::string made(const std::string& text, bool ipv6 = false) {
  std::string result;
  try {
    result = InetAddress(text, 2007, ipv6).toIpPort();
  } catch (const std::invalid_argument& error) {
    result = "invalid_argument";
    if (std::string(error.what()).find(text) == std::string::npos) {
      result += ", which does not say what was wrong";
    }
  }
  steps::add("InetAddress",
             "of " + quoted(text) + (ipv6 ? ", as IPv6: " : ": ") + result);
  return result;
}

TEST_CASE("a good address is taken as it was written") {
  CHECK(made("127.0.0.1") == "127.0.0.1:2007");
  CHECK(made("0.0.0.0") == "0.0.0.0:2007");
  CHECK(made("::1") == "[::1]:2007");
  CHECK(made("::") == "[::]:2007");
  CHECK(made("::1", true) == "[::1]:2007");
  CHECK(made("fe80::1%lo") == "[fe80::1%lo]:2007");
}

TEST_CASE("a text that is no address is refused") {
  for (const char* text : {"localhost", "127.0.0.256", "127.0.0", "127.1", "",
                           "127.0.0.1 ", "10.0.0.1:80"}) {
    CHECK(made(text) == "invalid_argument");
  }
}

TEST_CASE("so is a text that is no IPv6 address") {
  CHECK(made("::1::") == "invalid_argument");
  CHECK(made("12345::") == "invalid_argument");
  CHECK(made("127.0.0.1", true) == "invalid_argument");
}

}  // namespace
}  // namespace oneloop::testing
