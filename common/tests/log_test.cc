#include "common/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <string>
#include <string_view>

#include "common/testing/Child.h"
#include "common/testing/descriptors.h"

namespace oneloop {
namespace {

using namespace testing;

// What `body` writes to stderr, in a child.
std::string errorsOf(const std::function<void()>& body) {
  Pipe pipe = makePipe();
  Child child([&] {
    ::dup2(pipe.writer.get(), STDERR_FILENO);
    body();
    return 0;
  });
  CHECK(child.wait().toString() == "exit status 0");
  pipe.writer.reset();
  std::array<char, 1000> text{};
  const ssize_t n = ::read(pipe.reader.get(), text.data(), text.size());
  REQUIRE(n >= 0);
  return {text.data(), static_cast<std::size_t>(n)};
}

TEST_CASE("log writes one line with the name of the program") {
  CHECK(errorsOf([] { log("no room for a client"); }) ==
        "common.tests: no room for a client\n");
}

TEST_CASE("log writes text that is part of a longer one") {
  CHECK(errorsOf([] { log(std::string_view("hello world").substr(0, 5)); }) ==
        "common.tests: hello\n");
}

TEST_CASE("logErrno adds what errno says") {
  CHECK(errorsOf([] {
          errno = EMFILE;
          logErrno("accept");
        }) == "common.tests: accept: Too many open files\n");
}

TEST_CASE("log keeps errno even when stderr cannot be written") {
  Child child([] {
    const int full = ::open("/dev/full", O_WRONLY);
    if (full < 0 || ::dup2(full, STDERR_FILENO) < 0) return 1;
    errno = EAGAIN;
    log("nobody reads this");
    if (errno != EAGAIN) return 2;
    logErrno("nor this");
    if (errno != EAGAIN) return 3;
    // And that stderr was really full.
    return ::write(STDERR_FILENO, "x", 1) < 0 && errno == ENOSPC ? 0 : 4;
  });
  CHECK(child.wait().toString() == "exit status 0");
}

TEST_CASE("log survives a stderr that is closed") {
  Child child([] {
    ::close(STDERR_FILENO);
    errno = EAGAIN;
    log("nobody reads this");
    return errno == EAGAIN ? 0 : 1;
  });
  CHECK(child.wait().toString() == "exit status 0");
}

}  // namespace
}  // namespace oneloop
