// This file is compiled with -D_FORTIFY_SOURCE=2, as distributions compile
// their programs: FD_SET then checks its index.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <unistd.h>

#include <csignal>

#include "common/testing/Child.h"

namespace oneloop::testing {
namespace {

// In a child process, since it may end by a signal.
ExitStatus setInChild(int number) {
  Child child([number] {
    ::prctl(PR_SET_DUMPABLE, 0);    // no core file
    std::signal(SIGABRT, SIG_DFL);  // doctest has a handler of its own
    ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);  // nor a backtrace
    const volatile int fd = number;  // unknown to the compiler
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    return FD_ISSET(fd, &set) ? 0 : 1;
  });
  return child.wait();
}

TEST_CASE("with _FORTIFY_SOURCE FD_SET aborts rather than overflow the set") {
  CHECK(setInChild(1'023).toString() == "exit status 0");
  CHECK(setInChild(1'024).toString() == "ended by SIGABRT");
}

}  // namespace
}  // namespace oneloop::testing
