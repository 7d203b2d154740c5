#include "common/testing/Child.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "common/check.h"
#include "common/log.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"

namespace oneloop::testing {
namespace {

[[noreturn]] void run(const std::function<int()>& body) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // doctest catches these, to report a crash of the test.
  for (const int number : {SIGABRT, SIGFPE, SIGILL, SIGINT, SIGSEGV, SIGTERM}) {
    std::signal(number, SIG_DFL);
  }
  int status = 255;
  try {
    status = body();
  } catch (const std::exception& error) {
    log(error.what());
  } catch (...) {
    log("threw something that is no std::exception");
  }
  // Not exit: the destructors and buffers are the parent's.
  ::_exit(status);
}

}  // namespace

Child::Child(const std::function<int()>& body) {
  std::fflush(nullptr);
  pid_ = check("fork", ::fork());
  if (pid_ == 0) run(body);
  pidfd_.reset(static_cast<int>(
      check("pidfd_open", ::syscall(SYS_pidfd_open, pid_, 0))));
}

Child::~Child() {
  if (!status_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

void Child::signal(int number) const { check("kill", ::kill(pid_, number)); }

bool Child::exited(std::chrono::milliseconds timeout) {
  if (status_) return true;
  if (pollFor(pidfd_.get(), POLLIN, timeout) == 0) return false;
  int status = 0;
  check("waitpid", ::waitpid(pid_, &status, 0));
  status_ = WIFSIGNALED(status) ? ExitStatus{0, WTERMSIG(status)}
                                : ExitStatus{WEXITSTATUS(status), 0};
  return true;
}

bool Child::running() { return !exited(std::chrono::milliseconds(0)); }

ExitStatus Child::wait(std::chrono::milliseconds deadline) {
  if (!exited(deadline)) throw Failure("child", "still runs at the deadline");
  return *status_;
}

}  // namespace oneloop::testing
