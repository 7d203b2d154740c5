#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "common/check.h"
#include "common/testing/Steps.h"
#include "common/testing/sockets.h"
#include "exercises/02-nonblocking/keep-the-flags/set_non_blocking.h"

namespace oneloop::testing {
namespace {

// A file in memory, which can be opened more than once.
class Log {
 public:
  Fd openToAppend() const {
    const auto path = fmt::format("/proc/self/fd/{}", file_.get());
    return Fd(
        check("open", ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC)));
  }

  std::string text() const {
    std::string text(100, '\0');
    const ssize_t n = ::pread(file_.get(), text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(check("pread", n)));
    return text;
  }

 private:
  Fd file_{check("memfd_create", ::memfd_create("log", MFD_CLOEXEC))};
};

void append(const Fd& log, const std::string& who, const std::string& line) {
  steps::add(who, "writes " + quoted(line));
  check("write", ::write(log.get(), line.data(), line.size()));
}

TEST_CASE("the descriptor is non-blocking") {
  const Connection ends = localPair();
  oneloop::setNonBlocking(ends.server.get());
  CHECK(isNonBlocking(ends.server.get()));
}

TEST_CASE("a log that is appended to loses no line") {
  const Log log;
  const Fd ours = log.openToAppend();
  const Fd theirs = log.openToAppend();
  steps::add("both", "open the log with O_APPEND");
  oneloop::setNonBlocking(ours.get());
  steps::add("A", "calls setNonBlocking for its descriptor");

  append(ours, "A", "started\n");
  append(theirs, "B", "ready\n");
  append(ours, "A", "done\n");

  const std::string expected = "started\nready\ndone\n";
  if (log.text() != expected) {
    throw Failure("the log", fmt::format("holds {}, expected {}",
                                         quoted(log.text()), quoted(expected)));
  }
}

// `before` stands for the flags that the descriptor had.
void expectOnlyOneMore(int fd, int before) {
  oneloop::setNonBlocking(fd);
  const int after = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL));
  steps::add("the kernel",
             fmt::format("flags before: {:#o}, after: {:#o}; O_NONBLOCK is "
                         "{:#o}",
                         before, after, O_NONBLOCK));
  CHECK(after == (before | O_NONBLOCK));
}

TEST_CASE("a socket gets one flag more and no other") {
  const Connection ends = localPair();
  const int fd = ends.server.get();
  expectOnlyOneMore(fd, check("fcntl F_GETFL", ::fcntl(fd, F_GETFL)));
}

TEST_CASE("a socket that sends signals goes on sending them") {
  const Connection ends = localPair();
  const int fd = ends.server.get();
  const int flags = check("fcntl F_GETFL", ::fcntl(fd, F_GETFL)) | O_ASYNC;
  check("fcntl F_SETFL", ::fcntl(fd, F_SETFL, flags));
  steps::add("the socket", "has O_ASYNC (chapter 06)");
  expectOnlyOneMore(fd, flags);
}

}  // namespace
}  // namespace oneloop::testing
