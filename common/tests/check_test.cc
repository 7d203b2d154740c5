#include "common/check.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace oneloop {
namespace {

TEST_CASE("check returns what the call returned") {
  CHECK(check("read", 0) == 0);
  CHECK(check("read", 17L) == 17L);
}

TEST_CASE("check throws the error with the name of the call") {
  errno = EACCES;
  try {
    check("bind", -1, "127.0.0.1:80");
    FAIL("it did not throw");
  } catch (const std::system_error& error) {
    CHECK(error.code().value() == EACCES);
    CHECK(std::string(error.what()) == "bind 127.0.0.1:80: Permission denied");
  }
}

TEST_CASE("what the call was about may be left out") {
  errno = EMFILE;
  CHECK_THROWS_WITH(throwErrno("socket"), "socket: Too many open files");
}

}  // namespace
}  // namespace oneloop
